package org.stellaops.signer.verify.securitykey;

import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.KeyAssertion;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.RelyingParty;
import org.stellaops.signer.ports.AssertionVerifier;
import org.stellaops.signer.ports.InvalidAssertion;
import org.stellaops.signer.ports.InvalidAssertion.Fault;
import org.stellaops.signer.verify.material.SignatureVerifier;

/** Checks assertions by the steps of WebAuthn Level 3 §7.2, from what is at hand alone. */
public final class OfflineAssertions implements AssertionVerifier {

  private static final int LONGEST_CREDENTIAL = 1023;
  private static final int LONGEST_CLIENT_DATA = 4096;

  private final SignatureVerifier signatures;

  public OfflineAssertions(SignatureVerifier signatures) {
    this.signatures = signatures;
  }

  @Override
  public Asserted verify(
      RelyingParty party, Bytes challenge, Bytes publicKey, KeyAssertion assertion)
      throws InvalidAssertion {
    if (assertion.credentialId().size() > LONGEST_CREDENTIAL
        || assertion.clientData().size() > LONGEST_CLIENT_DATA) {
      throw new InvalidAssertion(Fault.MALFORMED);
    }
    ClientData client = ClientData.read(assertion.clientData());
    // Steps 11 to 14.
    require(client.type().equals("webauthn.get"), Fault.TYPE);
    require(client.challenge().equals(challenge.base64Url()), Fault.CHALLENGE);
    require(party.origins().contains(client.origin()) && !client.framed(), Fault.ORIGIN);
    // Steps 15 to 17.
    AuthenticatorData key = AuthenticatorData.read(assertion.authenticatorData());
    require(key.partyHash().equals(Bytes.utf8(party.id()).sha256().bytes()), Fault.RP_ID);
    require(key.present(), Fault.USER_PRESENCE);
    require(key.verified(), Fault.USER_VERIFICATION);
    // Steps 20 and 21.
    PinnedKey signer = CoseKey.read(publicKey);
    Bytes signed = signed(assertion);
    require(signatures.verifies(signed, assertion.signature(), signer), Fault.SIGNATURE);
    return new Asserted(key.signCount());
  }

  private static Bytes signed(KeyAssertion assertion) {
    Bytes data = assertion.authenticatorData();
    Bytes hash = assertion.clientData().sha256().bytes();
    byte[] both = new byte[data.size() + hash.size()];
    data.copyInto(both, 0);
    hash.copyInto(both, data.size());
    return Bytes.adopt(both);
  }

  private static void require(boolean holds, Fault otherwise) throws InvalidAssertion {
    if (!holds) {
      throw new InvalidAssertion(otherwise);
    }
  }
}
