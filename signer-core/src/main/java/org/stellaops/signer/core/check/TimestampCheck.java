package org.stellaops.signer.core.check;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.SignatureValue;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.TrustedMaterial;
import org.stellaops.signer.ports.TrustedMaterial.TimestampReading;

/** Whether a timestamp may be released: verifiers will trust it, and it says about now. */
public final class TimestampCheck {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

  /** How far an authority's clock may be from ours. */
  private static final Duration SKEW = Duration.ofMinutes(5);

  private final TrustedMaterial trust;
  private final InstantSource clock;

  public TimestampCheck(TrustedMaterial trust, InstantSource clock) {
    this.trust = trust;
    this.clock = clock;
  }

  /**
   * Checks a timestamp over a signature that was just made.
   *
   * @param certificate of the key that signed, where it has one: it must hold at that time
   * @throws ServiceFailure {@link Reason#TIMESTAMP_UNTRUSTED}: it proves nothing
   */
  public VerifiedTimestamp verified(
      Bytes response, SignatureValue signature, Optional<VerifiedCertificate> certificate) {
    VerifiedTimestamp read = again(response, signature);
    Instant time = read.time();
    if (Duration.between(time, clock.instant()).abs().compareTo(SKEW) > 0) {
      throw untrusted("its time is more than " + SKEW.toMinutes() + " minutes from ours");
    }
    requireCovered(read, certificate);
    return read;
  }

  /** As {@link #verified}, of what was checked before it was stored: its time is long past. */
  public VerifiedTimestamp again(Bytes response, SignatureValue signature) {
    return switch (trust.timestamp(response, signature.bytes())) {
      case TimestampReading.Trusted(Instant time, String operator) ->
          new VerifiedTimestamp(response, signature, time, operator);
      case TimestampReading.Untrusted(String check, String why) ->
          throw untrusted(check + ": " + why);
    };
  }

  /** A signature counts for its certificate only while that holds. */
  public static void requireCovered(
      VerifiedTimestamp timestamp, Optional<VerifiedCertificate> certificate) {
    if (certificate.filter(each -> !each.holdsAt(timestamp.time())).isPresent()) {
      throw untrusted("its time is not within the certificate's");
    }
  }

  private static ServiceFailure untrusted(String why) {
    return new ServiceFailure(
        ErrorCode.DEPENDENCY_UNAVAILABLE,
        Reason.TIMESTAMP_UNTRUSTED,
        RETRY_AFTER,
        new DependencyUnavailable(
            Dependency.TIMESTAMP_AUTHORITY, false, "the timestamp is not used: " + why));
  }
}
