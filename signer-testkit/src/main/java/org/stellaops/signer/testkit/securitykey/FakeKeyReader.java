package org.stellaops.signer.testkit.securitykey;

import java.nio.ByteBuffer;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.KeyAssertion;
import org.stellaops.signer.model.RelyingParty;
import org.stellaops.signer.ports.AssertionVerifier;
import org.stellaops.signer.ports.InvalidAssertion;
import org.stellaops.signer.ports.InvalidAssertion.Fault;
import org.stellaops.signer.ports.SecurityKeyRegistrations;

/**
 * Reads what a {@link FakeAuthenticator} wrote, and checks no signature: a fake, for tests of what
 * is decided after a check. Those of the checks themselves are the contract's.
 */
public final class FakeKeyReader implements AssertionVerifier, SecurityKeyRegistrations {

  private static final int FLAGS = 32;
  private static final int COUNT = 33;
  private static final int MODEL = 37;
  private static final int CREDENTIAL = MODEL + 16 + 2;

  @Override
  public Asserted verify(
      RelyingParty party, Bytes challenge, Bytes publicKey, KeyAssertion assertion)
      throws InvalidAssertion {
    requireClient("webauthn.get", party, challenge, assertion.clientData());
    Bytes data = assertion.authenticatorData();
    requireKey(party, data, FakeAuthenticator.PRESENT | FakeAuthenticator.VERIFIED);
    return new Asserted(count(data));
  }

  @Override
  public NewCredential verify(RelyingParty party, Bytes challenge, Registration registration)
      throws InvalidAssertion {
    requireClient("webauthn.create", party, challenge, registration.clientData());
    String party256 = Bytes.utf8(party.id()).sha256().bytes().hex();
    int at = registration.attestation().hex().indexOf(party256) / 2;
    if (at <= 0) {
      throw new InvalidAssertion(Fault.RP_ID);
    }
    Bytes data = registration.attestation().slice(at, registration.attestation().size());
    int keyAt = CREDENTIAL + registration.credentialId().size();
    return new NewCredential(
        registration.credentialId(),
        data.slice(keyAt, data.size()),
        "66616b65-2061-7574-6865-6e7469637472",
        count(data));
  }

  private static void requireClient(String type, RelyingParty party, Bytes challenge, Bytes client)
      throws InvalidAssertion {
    String said = client.utf8();
    require(said.contains("\"type\":\"" + type + "\""), Fault.TYPE);
    require(said.contains("\"challenge\":\"" + challenge.base64Url() + "\""), Fault.CHALLENGE);
    require(
        party.origins().stream().anyMatch(origin -> said.contains("\"origin\":\"" + origin + "\"")),
        Fault.ORIGIN);
  }

  private static void requireKey(RelyingParty party, Bytes data, int flags)
      throws InvalidAssertion {
    require(data.slice(0, FLAGS).equals(Bytes.utf8(party.id()).sha256().bytes()), Fault.RP_ID);
    require((data.at(FLAGS) & flags) == flags, Fault.USER_VERIFICATION);
  }

  private static long count(Bytes data) {
    return ByteBuffer.wrap(data.slice(COUNT, MODEL).toByteArray()).getInt() & 0xffffffffL;
  }

  private static void require(boolean holds, Fault otherwise) throws InvalidAssertion {
    if (!holds) {
      throw new InvalidAssertion(otherwise);
    }
  }
}
