package org.stellaops.signer.verify.securitykey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.KeyAssertion;
import org.stellaops.signer.ports.AssertionVerifier;
import org.stellaops.signer.ports.InvalidAssertion;
import org.stellaops.signer.ports.InvalidAssertion.Fault;
import org.stellaops.signer.testkit.securitykey.AssertionVerifierContract;
import org.stellaops.signer.testkit.securitykey.FakeAuthenticator;
import org.stellaops.signer.verify.material.SignatureVerifier;

class OfflineAssertionsTest extends AssertionVerifierContract {

  @Override
  protected AssertionVerifier verifier() {
    return new OfflineAssertions(SignatureVerifier.platform());
  }

  private Fault fault(FakeAuthenticator key, Bytes publicKey, KeyAssertion signed) {
    return catchThrowableOfType(
            InvalidAssertion.class, () -> verifier().verify(PARTY, CHALLENGE, publicKey, signed))
        .fault();
  }

  private Fault fault(FakeAuthenticator key) {
    return fault(key, key.publicKey(), key.sign(CHALLENGE));
  }

  @Test
  void verify_eachFault_isNamed() {
    assertThat(fault(key().ofType("webauthn.create"))).isEqualTo(Fault.TYPE);
    assertThat(fault(key().at("https://evil.example"))).isEqualTo(Fault.ORIGIN);
    assertThat(fault(key().saying(",\"topOrigin\":\"https://evil.example\"")))
        .isEqualTo(Fault.ORIGIN);
    assertThat(fault(key().forParty("evil.example"))).isEqualTo(Fault.RP_ID);
    assertThat(fault(key().flagged(FakeAuthenticator.VERIFIED))).isEqualTo(Fault.USER_PRESENCE);
    assertThat(fault(key().flagged(FakeAuthenticator.PRESENT))).isEqualTo(Fault.USER_VERIFICATION);
    FakeAuthenticator key = key();
    assertThat(fault(key, key.publicKey(), key().sign(CHALLENGE))).isEqualTo(Fault.SIGNATURE);
    assertThat(fault(key, key.publicKey(), key.sign(Bytes.utf8("x")))).isEqualTo(Fault.CHALLENGE);
  }

  @Test
  void verify_repeatedMemberOrExtraBytes_areMalformed() {
    assertThat(fault(key().saying(",\"type\":\"webauthn.get\""))).isEqualTo(Fault.MALFORMED);
    // Extension data, a credential, a state of backup without the mark that it can be.
    for (int more : new int[] {0x80, 0x40, 0x10}) {
      assertThat(fault(key().flagged(0x05 | more))).isEqualTo(Fault.MALFORMED);
    }
    FakeAuthenticator key = key();
    KeyAssertion good = key.sign(CHALLENGE);
    byte[] longer = new byte[38];
    good.authenticatorData().copyInto(longer, 0);
    assertThat(
            fault(
                key,
                key.publicKey(),
                new KeyAssertion(
                    good.credentialId(), good.clientData(), Bytes.adopt(longer), good.signature())))
        .isEqualTo(Fault.MALFORMED);
  }

  /** Each is a key as it should be, but for one thing; XX stands for 32 bytes of x and of y. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "a map without an end, bf010203262001215820XX225820YYff",
    "a parameter too many, a6010203262001215820XX225820YY0401",
    "a label twice, a60102032620010102215820XX225820YY",
    "a byte after the end, a5010203262001215820XX225820YY00",
    "a longer form of a number, a5010203381f2001215820XX225820YY",
    "a longer form of a small number, a5011802032620 01215820XX225820YY",
    "another curve, a5010203262002215820XX225820YY",
    "another algorithm, a501020338222001215820XX225820YY",
    "another type of key, a5010303262001215820XX225820YY",
    "a text for a number, a5010203262001215820XX2261YY",
    "a compressed point, a50102032620012158 20XX22f5",
    "a number of 64 bits, a501020 31b00000000000000072001215820XX225820YY",
    "a length beyond the end, a5010203262001215820XX22584fYY",
    "an array, 850102032620",
    "a map of very many, baffffffff0102",
  })
  void read_keyThatIsNotInItsOneForm_isRefused(String mistake, String template) {
    FakeAuthenticator key = key();
    String cose = key.publicKey().hex();
    String x = cose.substring(20, 84);
    String y = cose.substring(90);
    String good = "a5010203262001215820" + x + "225820" + y;
    assertThat(good).isEqualTo(cose);
    Bytes bad =
        Bytes.adopt(
            HexFormat.of().parseHex(template.replace(" ", "").replace("XX", x).replace("YY", y)));
    assertThat(fault(key, bad, key.sign(CHALLENGE))).as(mistake).isEqualTo(Fault.PUBLIC_KEY);
  }

  @Test
  void read_anyBeginningOfAKey_isRefused() {
    FakeAuthenticator key = key();
    KeyAssertion good = key.sign(CHALLENGE);
    List<Fault> faults = new ArrayList<>();
    for (int length = 0; length < key.publicKey().size(); length++) {
      faults.add(fault(key, key.publicKey().slice(0, length), good));
    }
    assertThat(faults).containsOnly(Fault.PUBLIC_KEY);
  }
}
