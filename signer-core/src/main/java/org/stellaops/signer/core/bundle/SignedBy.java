package org.stellaops.signer.core.bundle;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.check.TimestampCheck;
import org.stellaops.signer.core.check.VerifiedCertificate;
import org.stellaops.signer.core.check.VerifiedSignature;
import org.stellaops.signer.core.check.VerifiedTimestamp;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.Reason;

/**
 * One checked signature and what goes with it.
 *
 * @param key the name that the tenant has for its key
 * @param certificate what certifies the key; empty for a key of the tenant's
 * @param timestamps of different operators, over this signature
 * @param fallback the outage for which this key signed in the place of the tenant's identity; null
 *     where it signed for itself
 */
public record SignedBy(
    KeyName key,
    VerifiedSignature signature,
    Optional<VerifiedCertificate> certificate,
    List<VerifiedTimestamp> timestamps,
    @Nullable Reason fallback) {

  /**
   * Evidence that belongs together.
   *
   * @throws IllegalArgumentException the certificate is for another key, a timestamp over another
   *     signature or at another time, or a certificate has no timestamp
   */
  public SignedBy {
    timestamps = List.copyOf(timestamps);
    if (certificate.isPresent()
        && (timestamps.isEmpty() || !certificate.get().key().equals(signature.pin()))) {
      throw new IllegalArgumentException("a certificate without time, or for another key");
    }
    for (VerifiedTimestamp timestamp : timestamps) {
      if (!timestamp.signature().bytes().equals(signature.value().bytes())) {
        throw new IllegalArgumentException("a timestamp is over another signature");
      }
      TimestampCheck.requireCovered(timestamp, certificate);
    }
  }

  /** A signature by a key of the tenant's, without proof of its time. */
  public SignedBy(KeyName key, VerifiedSignature signature) {
    this(key, signature, Optional.empty(), List.of(), null);
  }
}
