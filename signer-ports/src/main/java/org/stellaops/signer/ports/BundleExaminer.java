package org.stellaops.signer.ports;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Revocation;
import org.stellaops.signer.model.SignerIdentity;

/**
 * Checks DSSE envelopes and Sigstore bundles against what is trusted: everything that a verifier
 * without a network can check. Opens no socket and reads no file; never throws for what a document
 * holds. Whether what it found suffices is the caller's to decide.
 */
public interface BundleExaminer {

  /** What its trusted root can vouch for. */
  Roots roots();

  /** Checks all documents of a question. */
  Examination examine(Question question);

  /**
   * What a trusted root has; nothing of it where there is none.
   *
   * @param certificates whether it has a certificate authority, without which no certificate counts
   * @param logs whether it has transparency logs
   * @param certificateLogs whether it has logs of certificates
   * @param timestamps whether it has timestamp authorities
   */
  record Roots(boolean certificates, boolean logs, boolean certificateLogs, boolean timestamps) {

    /** No trusted root. */
    public static final Roots NONE = new Roots(false, false, false, false);
  }

  /**
   * What is asked.
   *
   * @param documents each the JSON of an envelope or bundle, as it was received; at least one.
   *     Those of one question count together, and only if they are over the same content
   * @param signers whose signatures count, and how many must have signed
   * @param demands what a bundle must have beside a signature
   * @param artifact lower-case hexadecimal digests of what it must be about, by {@code sha256},
   *     {@code sha384} or {@code sha512}; with none the subjects are not compared
   * @param predicateType the exact type of the statement; null for any
   * @param revocations what does not count, unless it was proven to be signed before
   */
  record Question(
      List<Bytes> documents,
      Signers signers,
      Demands demands,
      Map<String, String> artifact,
      @Nullable String predicateType,
      List<Revocation> revocations) {

    public Question {
      documents = List.copyOf(documents);
      artifact = Map.copyOf(artifact);
      revocations = List.copyOf(revocations);
    }
  }

  /**
   * Whose signatures count.
   *
   * @param threshold how many of them must have signed: one to their number
   */
  record Signers(List<TrustedKey> keys, List<TrustedIdentity> identities, int threshold) {

    public Signers {
      keys = List.copyOf(keys);
      identities = List.copyOf(identities);
    }
  }

  /**
   * A key and when its signatures count, both ends included.
   *
   * @param from null for from the beginning
   * @param until null for without an end
   */
  record TrustedKey(PinnedKey key, @Nullable Instant from, @Nullable Instant until) {}

  /** Whose certificate counts: both byte for byte. */
  record TrustedIdentity(String issuer, String subject) {}

  /** Of how many different operators a bundle must have something. */
  record Demands(int logs, int timestamps, int certificateLogs) {}

  /**
   * What was found.
   *
   * @param checks every check that was made, in order
   * @param signers who of those that were asked for signed, each once, even if they are too few
   * @param trustedTime the earliest time that somebody trusted says of a signature that counts
   * @param signed what they signed; empty unless enough of them signed it
   */
  record Examination(
      List<Check> checks,
      List<SignerIdentity> signers,
      Optional<Instant> trustedTime,
      Optional<Signed> signed) {

    public Examination {
      checks = List.copyOf(checks);
      signers = List.copyOf(signers);
    }
  }

  /**
   * What enough signers signed.
   *
   * @param payload the exact bytes of a statement; empty for a signature over a file, which the
   *     document does not have
   */
  record Signed(Optional<Bytes> payload) {}
}
