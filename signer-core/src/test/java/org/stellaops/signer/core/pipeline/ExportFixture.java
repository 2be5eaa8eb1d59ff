package org.stellaops.signer.core.pipeline;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.stellaops.signer.core.api.IncomingRequest;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.Response;

/** A service whose tenant has exports signed by the key {@code export}. */
final class ExportFixture {

  static final String FILES =
      "[{\"path\":\"b.txt\",\"size\":1,\"sha256\":\""
          + SignBody.HEX
          + "\",\"mediaType\":\"text/plain\"},"
          + "{\"mediaType\":\"text/plain\",\"path\":\"a/\u00e9.txt\",\"sha256\":\""
          + SignBody.HEX
          + "\",\"size\":0}]";

  final SignerFixture service;

  ExportFixture() {
    this(house -> {});
  }

  ExportFixture(Consumer<PolicyFixture> changes) {
    this(
        new SignerFixture(house -> {
          house.addExports(PolicyFixture.ACME, "export");
          changes.accept(house);
        }));
  }

  ExportFixture(SignerFixture service) {
    this.service = service;
  }

  /** The member {@code export} of a good request, its members as JSON texts. */
  Map<String, String> export() {
    Map<String, String> export = new LinkedHashMap<>();
    export.put("name", "\"registry.example/release\"");
    export.put("createdAt", "\"2026-11-05T12:00:00Z\"");
    export.put("complete", "true");
    export.put("files", FILES);
    export.put("tools", "{\"stella\":\"1.0\"}");
    export.put("policyDigest", "\"sha256:" + SignBody.HEX + "\"");
    export.put(
        "materials",
        "[{\"uri\":\"oci://registry.example/app\",\"digest\":{\"sha256\":\""
            + SignBody.HEX
            + "\"}}]");
    return export;
  }

  Map<String, String> body() {
    return body(export());
  }

  Map<String, String> body(Map<String, String> export) {
    Map<String, String> body = new LinkedHashMap<>();
    body.put("export", Jwts.json(export));
    body.put("poe", "{\"format\":\"jwt\",\"value\":\"" + service.entitlement() + "\"}");
    return body;
  }

  Response sign(Map<String, String> body, String... key) {
    return service.signer.handle(request(Jwts.json(body), key));
  }

  IncomingRequest request(String body, String... key) {
    String token = service.accessToken();
    String proof = service.proof(service.proofClaims(token, "POST", SignerFixture.EXPORT));
    return service.request(new Operation.SignExport(), token, proof, Delivered.whole(body), key);
  }
}
