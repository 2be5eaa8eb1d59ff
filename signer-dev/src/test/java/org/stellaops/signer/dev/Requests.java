package org.stellaops.signer.dev;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.DevelopmentKit.Caller;
import org.stellaops.signer.core.api.Credential;
import org.stellaops.signer.core.api.IncomingRequest;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.RequestBody;
import org.stellaops.signer.model.TraceId;

/** Requests as a shell would hand them to the core. */
final class Requests {

  static final String SIGN = "/api/v1/signer/sign/dsse";

  private Requests() {}

  static IncomingRequest request(
      Operation operation,
      Caller caller,
      String origin,
      String target,
      @Nullable String nonce,
      String body) {
    String method = operation instanceof Operation.SignStatement ? "POST" : "GET";
    String token = caller.accessToken();
    return new IncomingRequest(
        operation,
        new Credential.DpopBound(
            List.of("DPoP " + token),
            List.of(caller.proof(method, origin + target, token, nonce)),
            method,
            target),
        new TraceId("0af7651916cd43dd8448eb211c80319c"),
        "local",
        List.of(),
        new TextBody(body));
  }

  static String signBody(Caller caller, String plan) {
    String scanner =
        caller
            .scannerDigest()
            .map(digest -> "\"scannerImageDigest\":\"" + digest + "\",")
            .orElse("");
    return """
    {"subject":[{"name":"registry.example/app","digest":{"sha256":"%s"}}],
     "predicateType":"https://cyclonedx.org/bom",
     "predicate":{"bomFormat":"CycloneDX","specVersion":"1.6"},%s
     "poe":{"format":"jwt","value":"%s"},
     "options":{"signingMode":"keyful","keys":["sbom"],"returnBundle":"both"}}\
    """
        .formatted("a".repeat(64), scanner, caller.proofOfEntitlement(plan));
  }

  private static final class TextBody implements RequestBody {

    private final byte[] bytes;
    private int at;

    TextBody(String text) {
      bytes = text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public long declaredLength() {
      return bytes.length;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (at == bytes.length) {
        return -1;
      }
      int count = Math.min(length, bytes.length - at);
      System.arraycopy(bytes, at, target, offset, count);
      at += count;
      return count;
    }
  }
}
