package org.stellaops.signer.core.api.policy;

import java.time.Duration;
import org.stellaops.signer.model.IssuerName;

/**
 * What the operator says about entitlements.
 *
 * @param issuer who issues Proofs of Entitlement and signs answers about them
 * @param audience our own name in {@code aud} of both
 * @param proofTimes how long a proof may live and how far clocks may differ
 * @param check how a proof is checked beyond its signature
 * @param freshFor for how long an answer is used without asking again, at most 60 seconds: so long
 *     can a revocation go unnoticed
 * @param timeToLive for how long the last answer holds while Licensing is out of reach
 */
public record EntitlementRules(
    IssuerName issuer,
    String audience,
    TokenTimes proofTimes,
    Check check,
    Duration freshFor,
    Duration timeToLive) {

  private static final Duration MOST_FRESH = Duration.ofSeconds(60);

  /** How a proof is checked beyond its signature. */
  public enum Check {
    /** Licensing is asked. */
    INTROSPECT,
    /**
     * It is not, so that a revocation is never seen: only a newer version of the licence ends a
     * proof before its time. For those who cannot ask (docs/adr/0007).
     */
    TOKEN
  }

  public EntitlementRules {
    if (audience.isEmpty()) {
      throw new IllegalArgumentException("the audience has a name");
    }
    if (freshFor.isNegative() || freshFor.compareTo(MOST_FRESH) > 0) {
      throw new IllegalArgumentException("an answer is fresh for 0 to 60 seconds");
    }
    if (timeToLive.compareTo(freshFor) < 0) {
      throw new IllegalArgumentException("an answer lives at least as long as it is fresh");
    }
  }

  /** The defaults: proofs of at most 400 days, fresh for 30 seconds, 15 minutes to live. */
  public static EntitlementRules standard(IssuerName issuer, String audience, Check check) {
    return new EntitlementRules(
        issuer,
        audience,
        new TokenTimes(Duration.ofDays(400), Duration.ofSeconds(30)),
        check,
        Duration.ofSeconds(30),
        Duration.ofMinutes(15));
  }
}
