package org.stellaops.signer.ports;

import java.time.Instant;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;

/**
 * What verifiers will trust, asked about what we are about to release: the certificate authorities,
 * certificate logs and timestamp authorities of a trusted root. Opens no socket.
 */
public interface TrustedMaterial {

  /**
   * Reads a certificate as a verifier would at {@code at}: its chain to a trusted root, validity,
   * key usage, extended key usage, and a signed certificate timestamp where the trusted root has
   * certificate logs.
   */
  CertificateReading certificate(IssuedCertificate certificate, Instant at);

  /**
   * Reads the answer of a timestamp authority.
   *
   * @param response the DER of a {@code TimeStampResp}
   * @param signature the raw bytes that it must be over
   */
  TimestampReading timestamp(Bytes response, Bytes signature);

  /** What a certificate is. */
  sealed interface CertificateReading {

    /**
     * It chains to a trusted root at that time.
     *
     * @param key what it certifies
     * @param issuer of the identity: Fulcio's extension 1.3.6.1.4.1.57264.1.8, else .1
     * @param subject its one subject alternative name
     * @param notBefore the first second at which it holds
     * @param notAfter the last second at which it holds
     */
    record Trusted(
        PinnedKey key, String issuer, String subject, Instant notBefore, Instant notAfter)
        implements CertificateReading {}

    /**
     * It is not what a verifier would take.
     *
     * @param check the check that failed
     * @param why one sentence, safe to show
     */
    record Untrusted(String check, String why) implements CertificateReading {}
  }

  /** What a timestamp says. */
  sealed interface TimestampReading {

    /**
     * A trusted authority says that the signature existed at {@code time}.
     *
     * @param operator who runs the authority, as the trusted root names it: two answers of one
     *     operator count once
     */
    record Trusted(Instant time, String operator) implements TimestampReading {}

    /**
     * It proves nothing.
     *
     * @param check the check that failed
     * @param why one sentence, safe to show
     */
    record Untrusted(String check, String why) implements TimestampReading {}
  }
}
