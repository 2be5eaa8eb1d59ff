package org.stellaops.signer.verify.material;

import java.util.Optional;
import org.stellaops.signer.model.Bytes;

/**
 * What a log entry must be about: one signature, whose it is, and what it is over.
 *
 * @param signature its raw bytes
 * @param certificate the DER of the certificate that made it, empty for a plain key
 * @param spki the SubjectPublicKeyInfo of the key that made it
 * @param digests of the message that was signed; for an envelope of its pre-authentication encoding
 * @param envelope what is in the envelope, if it is one
 */
public record SignedContent(
    Bytes signature,
    Optional<Bytes> certificate,
    Bytes spki,
    MessageDigests digests,
    Optional<Envelope> envelope) {

  /** A DSSE envelope with exactly this one signature. */
  public record Envelope(String payloadType, Bytes payload) {}

  /** The digests of one message, as far as they can be had. */
  public interface MessageDigests {

    /**
     * @param algorithm {@code sha256}, {@code sha384} or {@code sha512}
     * @return lower-case hexadecimal; empty for another algorithm, or where the message is not
     *     known
     */
    Optional<String> hex(String algorithm);
  }
}
