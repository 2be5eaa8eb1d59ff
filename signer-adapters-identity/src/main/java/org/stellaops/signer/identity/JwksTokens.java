package org.stellaops.signer.identity;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonString;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.outbound.OutboundUrl;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.SignedTokens;

/**
 * Tokens of one issuer, checked against the JWK set at its configured address. Thread-safe.
 *
 * <p>Keys are fetched on first use. A key that leaves the set is refused within {@link
 * KeySetTimes#maxAge}; while the set is out of reach, known keys serve on for {@link
 * KeySetTimes#outageTolerance}. A set that is read but holds no usable key takes the old ones out
 * of use at once and counts as out of reach.
 */
public final class JwksTokens implements SignedTokens {

  private final IssuerName issuer;
  private final RemoteKeys keys;
  private final Set<JwsAlgorithm> accepted;

  /** With the standard times, telling nobody what happens to the set. */
  public JwksTokens(IssuerName issuer, OutboundUrl set, Dependency dependency, Ticker ticker) {
    this(issuer, set, dependency, ticker, JcaProviders.platform());
  }

  /** As above, with signatures checked by these providers. */
  public JwksTokens(
      IssuerName issuer,
      OutboundUrl set,
      Dependency dependency,
      Ticker ticker,
      JcaProviders providers) {
    this(issuer, set, dependency, ticker, KeySetTimes.STANDARD, KeySetEvents.SILENT, providers);
  }

  /**
   * @param set closed by whoever opened it
   * @param dependency {@link Dependency#AUTHORITY} or {@link Dependency#LICENSING}
   * @param events hears of failed fetches, refused keys and empty sets: without it an operator sees
   *     only that tokens are refused
   * @param providers check the signatures
   */
  public JwksTokens(
      IssuerName issuer,
      OutboundUrl set,
      Dependency dependency,
      Ticker ticker,
      KeySetTimes times,
      KeySetEvents events,
      JcaProviders providers) {
    this(
        issuer,
        new RemoteKeys(issuer, dependency, set, times, ticker, events, providers),
        EnumSet.allOf(JwsAlgorithm.class));
  }

  private JwksTokens(IssuerName issuer, RemoteKeys keys, Set<JwsAlgorithm> accepted) {
    this.issuer = issuer;
    this.keys = keys;
    this.accepted = accepted;
  }

  /**
   * The same keys for tokens of these algorithms alone.
   *
   * @param algorithms as JWS names them, such as {@code ES256}
   * @throws IllegalArgumentException for an algorithm that is never accepted, or none at all
   */
  public JwksTokens accepting(Set<String> algorithms) {
    Set<JwsAlgorithm> narrowed = EnumSet.noneOf(JwsAlgorithm.class);
    for (String name : algorithms) {
      narrowed.add(
          JwsAlgorithm.named(name)
              .orElseThrow(() -> new IllegalArgumentException("no token is signed by " + name)));
    }
    if (narrowed.isEmpty()) {
      throw new IllegalArgumentException("at least one algorithm is accepted");
    }
    return new JwksTokens(issuer, keys, narrowed);
  }

  @Override
  public Reading read(String compact, Deadline deadline) {
    try {
      return read(CompactJws.parse(compact), compact, deadline);
    } catch (TokenFaulted e) {
      return new Reading.Unreadable(e.fault());
    }
  }

  /**
   * As above.
   *
   * @param compact the exact text that {@code jws} was parsed from
   */
  Reading read(CompactJws jws, String compact, Deadline deadline) {
    try {
      if (!accepted.contains(jws.algorithm())) {
        return new Reading.Unreadable(TokenFault.ALGORITHM);
      }
      String kid = kid(jws.parameters());
      Optional<VerificationKey> key = keys.find(kid, deadline);
      if (key.isEmpty()) {
        return new Reading.Unreadable(TokenFault.UNKNOWN_KEY);
      }
      if (key.get().algorithm() != jws.algorithm()) {
        return new Reading.Unreadable(TokenFault.ALGORITHM);
      }
      return key.get().verifiesOnce(jws, compact)
          ? new Reading.Verified(issuer, kid, jws.header(), jws.claims())
          : new Reading.Unreadable(TokenFault.SIGNATURE);
    } catch (TokenFaulted e) {
      return new Reading.Unreadable(e.fault());
    }
  }

  /**
   * Whether tokens can be judged now, fetching the set if that was never done or failed last time.
   *
   * @throws org.stellaops.signer.ports.DependencyUnavailable if not
   */
  public void requireReachable(Deadline deadline) {
    keys.refresh(deadline);
  }

  private static String kid(JsonObject parameters) throws TokenFaulted {
    JsonValue kid =
        parameters.member("kid").orElseThrow(() -> new TokenFaulted(TokenFault.UNKNOWN_KEY));
    if (!(kid instanceof JsonString(String text))) {
      throw new TokenFaulted(TokenFault.MALFORMED);
    }
    if (text.isEmpty() || text.length() > PublishedKeys.MAX_KID_CHARS) {
      throw new TokenFaulted(TokenFault.UNKNOWN_KEY);
    }
    return text;
  }
}
