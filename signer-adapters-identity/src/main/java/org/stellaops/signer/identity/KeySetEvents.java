package org.stellaops.signer.identity;

import org.stellaops.signer.words.IssuerName;

/**
 * Hears of an issuer's JWK set what an operator wants to be told. Called on threads of the HTTP
 * client; must not block or throw.
 */
public interface KeySetEvents {

  /** Tells nobody. */
  KeySetEvents SILENT = new KeySetEvents() {};

  /** The set was read and holds this many usable keys. */
  default void read(IssuerName issuer, int keys) {}

  /**
   * A published key is not used: it is weak, malformed, private or ambiguous.
   *
   * @param why a stable word
   */
  default void keyRefused(IssuerName issuer, String why) {}

  /** The set could not be fetched or holds no usable key. */
  default void unavailable(IssuerName issuer, String why) {}
}
