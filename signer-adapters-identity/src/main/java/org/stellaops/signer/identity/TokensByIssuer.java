package org.stellaops.signer.identity;

import java.util.Map;
import java.util.stream.Collectors;
import org.stellaops.signer.json.JsonString;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.ports.SignedTokens;

/**
 * Reads tokens of several issuers, so that keys are found by issuer and {@code kid}. The token's
 * own {@code iss}, not yet verified, chooses among the configured issuers byte for byte; any other
 * is refused before anything is fetched. Thread-safe.
 */
public final class TokensByIssuer implements SignedTokens {

  private final Map<String, JwksTokens> byIssuer;

  /**
   * @param byIssuer for each issuer what reads its tokens, and no others'
   */
  public TokensByIssuer(Map<IssuerName, JwksTokens> byIssuer) {
    this.byIssuer =
        byIssuer.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(entry -> entry.getKey().value(), Map.Entry::getValue));
  }

  @Override
  public Reading read(String compact, Deadline deadline) {
    try {
      CompactJws jws = CompactJws.parse(compact);
      JwksTokens tokens = byIssuer.get(issuer(jws.claims()));
      return tokens == null
          ? new Reading.Unreadable(TokenFault.UNKNOWN_ISSUER)
          : tokens.read(jws, compact, deadline);
    } catch (TokenFaulted e) {
      return new Reading.Unreadable(e.fault());
    }
  }

  private static String issuer(Bytes claims) throws TokenFaulted {
    if (CompactJws.object(claims).member("iss").orElse(null) instanceof JsonString(String issuer)) {
      return issuer;
    }
    throw new TokenFaulted(TokenFault.UNKNOWN_ISSUER);
  }
}
