package org.stellaops.signer.core.caller;

import java.time.Duration;
import java.util.regex.Pattern;
import org.stellaops.signer.core.claims.TokenTimes;
import org.stellaops.signer.model.IssuerName;

/**
 * What the operator says about callers.
 *
 * @param issuer the Authority, compared with {@code iss} byte for byte
 * @param audience our own name in {@code aud}
 * @param publicOrigin scheme and authority under which callers reach this service, without a
 *     trailing slash; proofs are compared with it, never with what a request says of its host
 * @param tokenTimes how long an access token may live and how far clocks may differ
 * @param proofAge how old a proof may be, at most 60 seconds
 * @param proofSkew how far a proof's {@code iat} may lie ahead, at most 30 seconds
 * @param releaseClaim the claim that names the manifest digest of the calling workload's image
 */
public record CallerRules(
    IssuerName issuer,
    String audience,
    String publicOrigin,
    TokenTimes tokenTimes,
    Duration proofAge,
    Duration proofSkew,
    String releaseClaim) {

  /** The claim that the Authority sets from attested workload identity unless configured. */
  public static final String RELEASE_CLAIM = "scanner_digest";

  private static final Pattern ORIGIN = Pattern.compile("https?://[a-z0-9.\\-\\[\\]:]{1,255}");

  public CallerRules {
    if (audience.isEmpty() || releaseClaim.isEmpty()) {
      throw new IllegalArgumentException("audience and release claim have a name");
    }
    if (!ORIGIN.matcher(publicOrigin).matches()) {
      throw new IllegalArgumentException(
          "a public origin is a scheme and a lower-case host, such as https://signer.example");
    }
    if (proofAge.isNegative() || proofAge.compareTo(Duration.ofSeconds(60)) > 0) {
      throw new IllegalArgumentException("a proof may be at most 60 seconds old");
    }
    if (proofSkew.isNegative() || proofSkew.compareTo(Duration.ofSeconds(30)) > 0) {
      throw new IllegalArgumentException("a proof may be at most 30 seconds early");
    }
  }

  /** The defaults: tokens of at most an hour, 30 s skew, proofs of 60 s and 5 s. */
  public static CallerRules standard(IssuerName issuer, String audience, String publicOrigin) {
    return new CallerRules(
        issuer,
        audience,
        publicOrigin,
        new TokenTimes(Duration.ofHours(1), Duration.ofSeconds(30)),
        Duration.ofSeconds(60),
        Duration.ofSeconds(5),
        RELEASE_CLAIM);
  }
}
