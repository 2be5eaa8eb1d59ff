package org.stellaops.signer.identity;

import org.stellaops.signer.model.IssuerName;

/**
 * Hears of an issuer's JWK set what an operator wants to be told: a log and a metric belong here.
 * Called on threads of the HTTP client after each fetch, so at most once in {@link
 * KeySetTimes#minInterval}, except for {@link #keyRefused}, which tells each such key. It must not
 * block; what it throws is dropped, so that nothing about tokens depends on it.
 */
public interface KeySetEvents {

  /** Tells nobody. */
  KeySetEvents SILENT = new KeySetEvents() {};

  /** The set was read and holds this many usable keys. */
  default void read(IssuerName issuer, int keys) {}

  /**
   * A published key is not used: it is weak, malformed, private or ambiguous. Tokens that it signed
   * are refused.
   *
   * @param why a stable word: {@code kid-missing}, {@code ambiguous}, …
   */
  default void keyRefused(IssuerName issuer, String why) {}

  /**
   * The set could not be fetched or holds no usable key.
   *
   * @param why for a log, in free words; no label of a metric
   */
  default void unavailable(IssuerName issuer, String why) {}
}
