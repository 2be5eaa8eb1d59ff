package org.stellaops.signer.model;

import java.time.Instant;
import java.util.Optional;

/**
 * What is not trusted any more from an instant on. A signature that it is about counts only if
 * somebody who is trusted says that it was made before that instant; where nobody says when it was
 * made, it does not count.
 */
public sealed interface Revocation {

  /** The first instant at which nothing counts. */
  Instant from();

  /** For people. */
  String reason();

  /** What is revoked, as a sentence names it. */
  String what();

  /**
   * Whether a signature counts in spite of it.
   *
   * @param trustedTime when the signature was made, as somebody trusted says; empty if nobody does
   */
  default boolean allows(Optional<Instant> trustedTime) {
    return trustedTime.filter(time -> time.isBefore(from())).isPresent();
  }

  /**
   * A key, be it given or that of a certificate.
   *
   * @param fingerprint SHA-256 of its SubjectPublicKeyInfo
   */
  record RevokedKey(Digest fingerprint, Instant from, String reason) implements Revocation {
    @Override
    public String what() {
      return "The key " + fingerprint;
    }
  }

  /** An identity of certificates; both its names byte for byte. */
  record RevokedIdentity(String issuer, String subject, Instant from, String reason)
      implements Revocation {
    @Override
    public String what() {
      return "The identity of the certificate";
    }
  }

  /**
   * What was signed.
   *
   * @param paeDigest SHA-256 of the pre-authentication encoding; of a signature over a file, that
   *     of the file
   */
  record RevokedContent(Digest paeDigest, Instant from, String reason) implements Revocation {
    @Override
    public String what() {
      return "What is signed";
    }
  }
}
