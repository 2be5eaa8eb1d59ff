package org.stellaops.signer.testkit.securitykey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.KeyAssertion;
import org.stellaops.signer.model.RelyingParty;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.ports.AssertionVerifier;
import org.stellaops.signer.ports.InvalidAssertion;

/** What every {@code AssertionVerifier} must do. A subclass supplies one. */
public abstract class AssertionVerifierContract {

  protected static final String ID = "signer.example";
  protected static final String ORIGIN = "https://signer.example";
  protected static final RelyingParty PARTY = new RelyingParty(ID, Set.of(ORIGIN));
  protected static final Bytes CHALLENGE = Bytes.utf8("a decision").sha256().bytes();

  protected abstract AssertionVerifier verifier();

  protected static FakeAuthenticator key() {
    return new FakeAuthenticator(SignatureAlgorithm.ECDSA_P256_SHA256, ID, ORIGIN);
  }

  @Test
  public void verify_everyAlgorithm_tellsTheCounter() throws InvalidAssertion {
    for (SignatureAlgorithm algorithm :
        List.of(
            SignatureAlgorithm.ECDSA_P256_SHA256,
            SignatureAlgorithm.ED25519,
            SignatureAlgorithm.RSA_PKCS1_SHA256)) {
      FakeAuthenticator key = new FakeAuthenticator(algorithm, ID, ORIGIN).counting(0xfffffffdL);
      assertThat(
              verifier().verify(PARTY, CHALLENGE, key.publicKey(), key.sign(CHALLENGE)).signCount())
          .as(algorithm.name())
          .isEqualTo(0xfffffffeL);
    }
  }

  @Test
  public void verify_membersThatClientsAdd_areNothing() throws InvalidAssertion {
    FakeAuthenticator key = key().saying(",\"other_keys_can_be_added_here\":\"do not compare\"");
    KeyAssertion signed = key.sign(CHALLENGE);
    assertThat(verifier().verify(PARTY, CHALLENGE, key.publicKey(), signed).signCount())
        .isEqualTo(1);
  }

  @Test
  public void verify_anotherChallenge_isRefused() {
    FakeAuthenticator key = key();
    refused(key, key.sign(Bytes.utf8("another decision").sha256().bytes()));
  }

  @Test
  public void verify_challengeOfAnotherCeremony_isRefused() {
    FakeAuthenticator key = key().ofType("webauthn.create");
    refused(key, key.sign(CHALLENGE));
  }

  @Test
  public void verify_pageOfAnotherOrigin_isRefused() {
    for (String page :
        List.of(
            "https://evil.example",
            "http://signer.example",
            "https://signer.example:8443",
            "https://sub.signer.example",
            "https://signer.example.",
            "https://SIGNER.example")) {
      FakeAuthenticator key = key().at(page);
      refused(key, key.sign(CHALLENGE));
    }
  }

  @Test
  public void verify_anotherParty_isRefused() {
    FakeAuthenticator key = key().forParty("evil.example");
    refused(key, key.sign(CHALLENGE));
  }

  @Test
  public void verify_withoutTouchOrPin_isRefused() {
    for (int flags : new int[] {0, FakeAuthenticator.PRESENT, FakeAuthenticator.VERIFIED}) {
      FakeAuthenticator key = key().flagged(flags);
      refused(key, key.sign(CHALLENGE));
    }
  }

  @Test
  public void verify_signatureOfAnotherKey_isRefused() {
    refused(key(), key().sign(CHALLENGE));
  }

  @Test
  public void verify_anyByteChanged_isRefused() {
    FakeAuthenticator key = key();
    KeyAssertion good = key.sign(CHALLENGE);
    for (int at = 0; at < good.authenticatorData().size(); at++) {
      refused(
          key,
          new KeyAssertion(
              good.credentialId(),
              good.clientData(),
              flipped(good.authenticatorData(), at),
              good.signature()));
    }
    for (int at = 0; at < good.clientData().size(); at++) {
      refused(
          key,
          new KeyAssertion(
              good.credentialId(),
              flipped(good.clientData(), at),
              good.authenticatorData(),
              good.signature()));
    }
  }

  @Test
  public void verify_whatIsNoAssertion_isRefused() {
    FakeAuthenticator key = key();
    KeyAssertion good = key.sign(CHALLENGE);
    for (String client : List.of("", "[]", "{}", "{\"type\":1}", "null", "{\"type\":")) {
      refused(
          key,
          new KeyAssertion(
              good.credentialId(), Bytes.utf8(client), good.authenticatorData(), good.signature()));
    }
    for (int length : new int[] {0, 1, 36}) {
      refused(
          key,
          new KeyAssertion(
              good.credentialId(),
              good.clientData(),
              good.authenticatorData().slice(0, length),
              good.signature()));
    }
  }

  @Test
  public void verify_whatIsNoPublicKey_isRefused() {
    FakeAuthenticator key = key();
    KeyAssertion good = key.sign(CHALLENGE);
    Bytes cose = key.publicKey();
    for (Bytes bad :
        List.of(
            Bytes.empty(),
            Bytes.utf8("x"),
            cose.slice(0, cose.size() - 1),
            flipped(cose, cose.size() - 1))) {
      assertThatThrownBy(() -> verifier().verify(PARTY, CHALLENGE, bad, good))
          .isInstanceOf(InvalidAssertion.class);
    }
  }

  protected final void refused(FakeAuthenticator key, KeyAssertion signed) {
    assertThatThrownBy(() -> verifier().verify(PARTY, CHALLENGE, key.publicKey(), signed))
        .isInstanceOf(InvalidAssertion.class);
  }

  protected static Bytes flipped(Bytes bytes, int at) {
    byte[] changed = bytes.toByteArray();
    changed[at] ^= 1;
    return Bytes.adopt(changed);
  }
}
