package org.stellaops.signer.verify;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.RawObject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.SignatureReader.Format;
import org.stellaops.signer.verify.SignedDocument.Content;
import org.stellaops.signer.verify.SignedDocument.SignatureEntry;

/** Reads {@code MessageSignature} of {@code sigstore_common.proto}: a signature over a file. */
final class MessageReader {

  private static final int MAX_TEXT_BYTES = 1024;
  private static final int MAX_SIGNATURE_BYTES = 8192;

  private MessageReader() {}

  static SignedDocument read(RawObject message) throws InvalidJson, MalformedDocument {
    message.allowOnlyFields("messageDigest", "signature");
    Bytes sig = message.requiredField("signature").base64();
    if (sig.isEmpty() || sig.size() > MAX_SIGNATURE_BYTES) {
      throw new MalformedDocument("signatures", "A signature is empty or has over 8192 bytes.");
    }
    return new SignedDocument(
        Format.SIGSTORE_BUNDLE,
        new Content.Message(digest(message.field("messageDigest"))),
        List.of(new SignatureEntry("", sig)),
        Optional.empty(),
        Optional.empty());
  }

  private static Map<String, String> digest(Optional<RawObject.Member> member)
      throws InvalidJson, MalformedDocument {
    if (member.isEmpty()) {
      return Map.of();
    }
    RawObject digest = member.get().object().allowOnlyFields("algorithm", "digest");
    String algorithm =
        switch (digest.requiredField("algorithm").string(MAX_TEXT_BYTES)) {
          case "SHA2_256" -> "sha256";
          case "SHA2_384" -> "sha384";
          case "SHA2_512" -> "sha512";
          default ->
              throw MalformedDocument.unsupported(
                  "message-digest", "Digests of messages are SHA2_256, SHA2_384 or SHA2_512.");
        };
    return Map.of(algorithm, digest.requiredField("digest").base64().hex());
  }
}
