package org.stellaops.signer.identity;

import org.stellaops.signer.json.JsonNull;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.ports.PossessionProofs;
import org.stellaops.signer.ports.SignedTokens.TokenFault;

/** Reads DPoP proofs signed with ES256, ES384, RS256, PS256 or EdDSA (Ed25519). Thread-safe. */
public final class DpopProofs implements PossessionProofs {

  /** A caller chooses this key, so its size bounds our work before anybody is authenticated. */
  private static final int MAX_RSA_BITS = 4096;

  @Override
  public Reading read(String compact) {
    try {
      CompactJws jws = CompactJws.parse(compact);
      PublicJwk jwk = embeddedKey(jws.parameters());
      if (!jwk.algorithms().contains(jws.algorithm())) {
        return new Reading.Unreadable(TokenFault.ALGORITHM);
      }
      if (!new VerificationKey(jws.algorithm(), jwk.key()).verifies(jws)) {
        return new Reading.Unreadable(TokenFault.SIGNATURE);
      }
      return new Reading.Verified(jwk.thumbprint(), jws.header(), jws.claims());
    } catch (TokenFaulted e) {
      return new Reading.Unreadable(e.fault());
    }
  }

  private static PublicJwk embeddedKey(JsonObject parameters) throws TokenFaulted {
    try {
      return PublicJwk.read(parameters.member("jwk").orElse(JsonNull.NULL), MAX_RSA_BITS);
    } catch (PublicJwk.Refused e) {
      throw new TokenFaulted(TokenFault.EMBEDDED_KEY);
    }
  }
}
