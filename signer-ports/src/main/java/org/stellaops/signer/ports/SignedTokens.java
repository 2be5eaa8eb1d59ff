package org.stellaops.signer.ports;

import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.Reason;

/**
 * Checks the signature of compact JWS tokens (RFC 7515) against the JWK set of their issuer. Where
 * several issuers are configured, the token's {@code iss} only chooses the set, byte for byte among
 * them. No other claim is compared: type, audience, times and binding are the core's to judge.
 */
public interface SignedTokens {

  /**
   * Checks one token. The key is found only by {@code kid} in the issuer's configured JWK set; key
   * material or locations in the header are never used. The algorithm must be one that the key
   * itself is meant for, out of an asymmetric allow-list.
   *
   * @param compact the token as received, at most 8 KiB; longer ones are unreadable
   * @throws DependencyUnavailable {@link Dependency#AUTHORITY} or {@link Dependency#LICENSING}: the
   *     key is not known here and the JWK set cannot be fetched now, so nothing can be said about
   *     the token
   */
  Reading read(String compact, Deadline deadline);

  /** What is known of a token after its signature was checked. */
  sealed interface Reading {

    /**
     * The signature is right under a key of {@code issuer}.
     *
     * @param issuer the configured issuer whose key it is, not the claim
     * @param header the decoded protected header, JSON not yet read
     * @param claims the decoded payload, JSON not yet read
     */
    record Verified(IssuerName issuer, String keyId, Bytes header, Bytes claims)
        implements Reading {}

    /**
     * No trustworthy token.
     *
     * @param fault stable and safe to record; never contains token text
     */
    record Unreadable(TokenFault fault) implements Reading {}
  }

  /** Why a token or proof cannot be read. */
  enum TokenFault {
    /**
     * Not three base64url parts, too long, encrypted, or a header that is no strict JSON object.
     */
    MALFORMED,
    /**
     * {@code alg} is absent, {@code none}, symmetric, unknown, or not what the key is meant for.
     */
    ALGORITHM,
    /**
     * A header parameter that this service does not process: {@code crit}, {@code b64}, {@code
     * zip}.
     */
    HEADER,
    /** {@code iss} names none of the configured issuers. */
    UNKNOWN_ISSUER,
    /** No such {@code kid} in the issuer's current JWK set. */
    UNKNOWN_KEY,
    /** The signature does not verify. */
    SIGNATURE,
    /** The embedded key is absent, private, symmetric, weak or malformed (proofs only). */
    EMBEDDED_KEY;

    /** Why an access token is refused. */
    public Reason ofToken() {
      return Reason.valueOf("TOKEN_" + name());
    }

    /** Why a DPoP proof or a Proof of Entitlement is refused. */
    public Reason ofProof() {
      return Reason.valueOf("PROOF_" + name());
    }
  }
}
