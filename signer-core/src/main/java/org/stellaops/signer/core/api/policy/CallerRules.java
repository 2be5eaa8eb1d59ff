package org.stellaops.signer.core.api.policy;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.stellaops.signer.model.IssuerName;

/**
 * What the operator says about callers.
 *
 * @param authorities whose access tokens are taken, one per issuer
 * @param publicOrigin scheme and authority under which callers reach this service, without a
 *     trailing slash; proofs are compared with it, never with what a request says of its host
 * @param proofAge how old a proof may be, at most 60 seconds
 * @param proofSkew how far a proof's {@code iat} may lie ahead, at most 30 seconds
 */
public record CallerRules(
    List<AuthorityRules> authorities, String publicOrigin, Duration proofAge, Duration proofSkew) {

  private static final Pattern ORIGIN = Pattern.compile("https?://[a-z0-9.\\-\\[\\]:]{1,255}");

  public CallerRules {
    authorities = List.copyOf(authorities);
    if (authorities.stream().map(AuthorityRules::issuer).distinct().count() < authorities.size()) {
      throw new IllegalArgumentException("two authorities have the same issuer");
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

  /** The defaults: proofs may be 60 s old, and 10 s ahead (FAPI 2.0 Security Profile §5.3.2.1). */
  public static CallerRules standard(List<AuthorityRules> authorities, String publicOrigin) {
    return new CallerRules(
        authorities, publicOrigin, Duration.ofSeconds(60), Duration.ofSeconds(10));
  }

  public Optional<AuthorityRules> authority(IssuerName issuer) {
    return authorities.stream().filter(rules -> rules.issuer().equals(issuer)).findFirst();
  }

  /** How far the clocks of this service, its store and any Authority may differ. */
  public Duration clockSkew() {
    return authorities.stream()
        .map(rules -> rules.tokenTimes().skew())
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }
}
