package org.stellaops.signer.cli;

import java.util.NoSuchElementException;
import org.stellaops.signer.json.CanonicalObject;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonString;
import org.stellaops.signer.json.StrictJson;
import org.stellaops.signer.model.Bytes;

/**
 * The answer of a signer, taken apart: the bundle and the envelope as files, and the key that made
 * them.
 *
 * @param key {@code sha256:<hex>} of its SubjectPublicKeyInfo, as audit records name it
 */
record SignedFiles(Bytes bundle, Bytes envelope, String publicKey, String key, String auditId) {

  private static final JsonLimits ANSWER =
      new JsonLimits(128, 4096, 64, 1024, Integer.MAX_VALUE - 64);
  private static final int SMALL = 64 << 10;

  static SignedFiles of(Bytes answer) {
    try {
      CanonicalObject whole = StrictJson.object(answer, ANSWER);
      CanonicalObject bundle = StrictJson.object(value(whole, "bundle"), ANSWER);
      Bytes list = value(bundle, "sigstore");
      if (bundle.member("signingIdentity").orElseThrow().tree(SMALL) instanceof JsonObject signer
          && whole.member("auditId").orElseThrow().tree(SMALL) instanceof JsonString auditId) {
        return new SignedFiles(
            // One bundle for one key: the array's only element lies between its brackets.
            list.slice(1, list.size() - 1),
            value(bundle, "dsse"),
            signer.string("publicKey"),
            signer.string("fingerprint"),
            auditId.value());
      }
    } catch (InvalidJson | NoSuchElementException e) {
      throw new CommandFailed(ExitCode.UNREACHABLE, "the server's answer cannot be read", e);
    }
    throw new CommandFailed(ExitCode.UNREACHABLE, "the server's answer cannot be read");
  }

  private static Bytes value(CanonicalObject document, String name) {
    return document.member(name).orElseThrow().value();
  }
}
