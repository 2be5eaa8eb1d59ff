package org.stellaops.signer.core.api.setup;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.check.CertificateCheck;
import org.stellaops.signer.core.check.TimestampCheck;
import org.stellaops.signer.core.signing.KeylessSigning;
import org.stellaops.signer.core.signing.Timestamps;
import org.stellaops.signer.core.signing.WarmCertificates;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.CertificateIssuer;
import org.stellaops.signer.ports.TimestampAuthority;
import org.stellaops.signer.ports.TrustedMaterial;

/**
 * What keyless signing and proof of time need.
 *
 * @param trust what verifiers will trust; null only where there is nothing to check by it
 * @param issuer where certificates come from; null for proof of time alone
 * @param bounds for how much one certificate is used
 * @param authorities who proves the time of signatures
 * @param threshold how many different operators must have
 */
public record KeylessParts(
    @Nullable TrustedMaterial trust,
    @Nullable CertificateIssuer issuer,
    WarmCertificates.Bounds bounds,
    List<TimestampAuthority> authorities,
    int threshold) {

  /** Neither. */
  public static final KeylessParts NONE =
      new KeylessParts(null, null, WarmCertificates.Bounds.standard(), List.of(), 0);

  /**
   * Parts that fit together.
   *
   * @throws IllegalArgumentException a certificate authority without a timestamp authority, or
   *     either without a trusted root; fewer authorities than have to answer
   */
  public KeylessParts {
    authorities = List.copyOf(authorities);
    if (issuer != null && authorities.isEmpty()) {
      throw new IllegalArgumentException("keyless signing needs a timestamp authority");
    }
    if (trust == null && !authorities.isEmpty()) {
      throw new IllegalArgumentException("timestamps need a trusted root to be checked by");
    }
    if (!authorities.isEmpty() && (threshold < 1 || threshold > authorities.size())) {
      throw new IllegalArgumentException(
          threshold + " timestamps cannot come from " + authorities.size() + " authorities");
    }
  }

  KeylessSigning signing(InstantSource clock, Ticker ticker, Executor executor) {
    if (trust == null || authorities.isEmpty()) {
      return KeylessSigning.none();
    }
    Timestamps timestamps =
        new Timestamps(authorities, threshold, new TimestampCheck(trust, clock), executor);
    return issuer == null
        ? KeylessSigning.timestampsAlone(timestamps)
        : KeylessSigning.of(
            new WarmCertificates(issuer, new CertificateCheck(trust, clock), bounds, clock, ticker),
            timestamps);
  }
}
