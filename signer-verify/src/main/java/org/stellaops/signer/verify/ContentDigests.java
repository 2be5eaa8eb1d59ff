package org.stellaops.signer.verify;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.Primitives;
import org.stellaops.signer.verify.SignedDocument.Content;
import org.stellaops.signer.verify.material.SignedContent.MessageDigests;

/** The digests of what is signed. */
final class ContentDigests {

  private ContentDigests() {}

  /**
   * @param artifact the file that a message signature is over; null if nobody gave it
   */
  static MessageDigests of(Content content, @Nullable ArtifactDigests artifact) {
    return switch (content) {
      case Content.Envelope envelope -> algorithm -> of(envelope.signed(), algorithm);
      case Content.Plain plain -> algorithm -> of(plain.payload(), algorithm);
      case Content.Message message ->
          algorithm ->
              artifact == null
                  ? Optional.empty()
                  : Optional.ofNullable(artifact.byAlgorithm().get(algorithm));
    };
  }

  private static Optional<String> of(PreAuthEncoding signed, String algorithm) {
    return switch (algorithm) {
      case "sha256" -> Optional.of(signed.sha256().hex());
      case "sha384" -> Optional.of(hex(signed, "SHA-384"));
      case "sha512" -> Optional.of(hex(signed, "SHA-512"));
      default -> Optional.empty();
    };
  }

  private static Optional<String> of(Bytes payload, String algorithm) {
    return switch (algorithm) {
      case "sha256" -> Optional.of(payload.sha256().hex());
      case "sha384" -> Optional.of(hex(payload, "SHA-384"));
      case "sha512" -> Optional.of(hex(payload, "SHA-512"));
      default -> Optional.empty();
    };
  }

  private static String hex(Bytes payload, String algorithm) {
    MessageDigest digest = Primitives.digest(algorithm);
    payload.update(digest);
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String hex(PreAuthEncoding signed, String algorithm) {
    MessageDigest digest = Primitives.digest(algorithm);
    signed.update(digest);
    return HexFormat.of().formatHex(digest.digest());
  }
}
