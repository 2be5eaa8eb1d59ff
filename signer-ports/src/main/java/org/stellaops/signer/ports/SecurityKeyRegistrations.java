package org.stellaops.signer.ports;

import java.util.List;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.RelyingParty;

/**
 * Checks that a security key made a new credential for us (WebAuthn Level 3 §7.1), with the
 * attestation formats {@code none} and {@code packed}. No maker is trusted by it: an attestation
 * that is there has to be sound, and says no more than the key itself does. Opens no socket; safe
 * for concurrent use.
 */
public interface SecurityKeyRegistrations {

  /**
   * @param challenge the bytes that the key was given
   * @throws InvalidAssertion for anything that is not exactly as it was asked for
   */
  NewCredential verify(RelyingParty party, Bytes challenge, Registration registration)
      throws InvalidAssertion;

  /**
   * What the client sent, unchecked.
   *
   * @param clientData the UTF-8 JSON that the client wrote: {@code clientDataJSON}
   * @param attestation the CBOR that the key wrote: {@code attestationObject}
   */
  record Registration(Bytes credentialId, Bytes clientData, Bytes attestation) {}

  /**
   * A credential that was made.
   *
   * @param publicKey as COSE_Key
   * @param model the key's AAGUID in the form of a UUID: its own word; all zeros where it says none
   * @param signCount where its counter begins
   */
  record NewCredential(Bytes credentialId, Bytes publicKey, String model, long signCount) {}

  /** The COSE algorithms that are taken, the preferred first: ES256, EdDSA, RS256. */
  List<Integer> ALGORITHMS = List.of(-7, -8, -257);
}
