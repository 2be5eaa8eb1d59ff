package org.stellaops.signer.ports;

import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.KeyAssertion;
import org.stellaops.signer.model.RelyingParty;

/**
 * Checks what a security key signed (WebAuthn Level 3 §7.2): the type of the ceremony, the exact
 * challenge, the origin, the relying party, that a person was present and was verified, and the
 * signature. Whether the counter went back is the caller's to judge. Opens no socket; safe for
 * concurrent use.
 */
public interface AssertionVerifier {

  /**
   * @param challenge the bytes that were to be signed
   * @param publicKey the credential's, as COSE_Key (RFC 9053) in the form of CTAP2: ES256, EdDSA
   *     with Ed25519, or RS256
   * @throws InvalidAssertion for anything that is not exactly so
   */
  Asserted verify(RelyingParty party, Bytes challenge, Bytes publicKey, KeyAssertion assertion)
      throws InvalidAssertion;

  /**
   * What was signed besides.
   *
   * @param signCount the key's counter, unsigned 32 bits; 0 where the key has none
   */
  record Asserted(long signCount) {}
}
