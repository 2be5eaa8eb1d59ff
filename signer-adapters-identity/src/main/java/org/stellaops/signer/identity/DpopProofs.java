package org.stellaops.signer.identity;

import java.util.Optional;
import org.stellaops.signer.json.JsonNull;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.Thumbprint;
import org.stellaops.signer.ports.PossessionProofs;
import org.stellaops.signer.ports.SignedTokens.TokenFault;

/** Reads DPoP proofs signed with ES256, ES384, RS256, PS256 or EdDSA (Ed25519). Thread-safe. */
public final class DpopProofs implements PossessionProofs {

  /** A caller chooses this key, so its size bounds our work before anybody is authenticated. */
  private static final int MAX_RSA_BITS = 4096;

  static final int KEYS_REMEMBERED = 1024;

  private final JcaProviders providers;
  private final RecentlyUsed<Bytes, ProofKey> known = new RecentlyUsed<>(KEYS_REMEMBERED);

  /** Signatures are checked by the platform's providers. */
  public DpopProofs() {
    this(JcaProviders.platform());
  }

  public DpopProofs(JcaProviders providers) {
    this.providers = providers;
  }

  /** The key that a proof's header holds, ready to verify with its algorithm. */
  private record ProofKey(VerificationKey key, Thumbprint thumbprint) {}

  @Override
  public Reading read(String compact) {
    try {
      CompactJws jws = CompactJws.parse(compact);
      // A client's proofs all have the same header, which says everything about their key.
      Optional<ProofKey> before = known.get(jws.header());
      ProofKey key = before.isPresent() ? before.get() : key(jws);
      if (!key.key().verifies(jws)) {
        return new Reading.Unreadable(TokenFault.SIGNATURE);
      }
      if (before.isEmpty()) {
        known.put(jws.header(), key);
      }
      return new Reading.Verified(key.thumbprint(), jws.header(), jws.claims());
    } catch (TokenFaulted e) {
      return new Reading.Unreadable(e.fault());
    }
  }

  private ProofKey key(CompactJws jws) throws TokenFaulted {
    PublicJwk jwk = embeddedKey(jws.parameters());
    if (!jwk.algorithms().contains(jws.algorithm())
        || providers.of(jws.algorithm().jcaName()).isEmpty()) {
      throw new TokenFaulted(TokenFault.ALGORITHM);
    }
    return new ProofKey(
        VerificationKey.of(jws.algorithm(), jwk.key(), providers), jwk.thumbprint());
  }

  private static PublicJwk embeddedKey(JsonObject parameters) throws TokenFaulted {
    try {
      return PublicJwk.read(parameters.member("jwk").orElse(JsonNull.NULL), MAX_RSA_BITS);
    } catch (PublicJwk.Refused e) {
      throw new TokenFaulted(TokenFault.EMBEDDED_KEY);
    }
  }
}
