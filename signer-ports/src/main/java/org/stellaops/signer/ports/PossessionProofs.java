package org.stellaops.signer.ports;

import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Thumbprint;

/**
 * Checks the signature of DPoP proofs (RFC 9449 §4.3, steps 2 to 7) with the public key that each
 * carries. It compares no claim and remembers nothing: whether a proof is fresh, fits the request
 * and is new is the core's to judge.
 */
public interface PossessionProofs {

  /** Checks one proof: needs no I/O, so it has neither deadline nor failure. */
  Reading read(String compact);

  /** What is known of a proof after its signature was checked. */
  sealed interface Reading {

    /**
     * The signature is right under the embedded key.
     *
     * @param key thumbprint of the embedded key over its RFC 7638 members only
     * @param header the decoded protected header, JSON not yet read
     * @param claims the decoded payload, JSON not yet read
     */
    record Verified(Thumbprint key, Bytes header, Bytes claims) implements Reading {}

    /** No trustworthy proof. */
    record Unreadable(SignedTokens.TokenFault fault) implements Reading {}
  }
}
