package org.stellaops.signer.fido2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.ports.AssertionVerifier;
import org.stellaops.signer.ports.InvalidAssertion;
import org.stellaops.signer.ports.SecurityKeyRegistrations;
import org.stellaops.signer.ports.SecurityKeyRegistrations.NewCredential;
import org.stellaops.signer.ports.SecurityKeyRegistrations.Registration;
import org.stellaops.signer.testkit.securitykey.AssertionVerifierContract;
import org.stellaops.signer.testkit.securitykey.FakeAuthenticator;

class WebAuthnLibraryTest extends AssertionVerifierContract {

  private final WebAuthnLibrary library = new WebAuthnLibrary();

  @Override
  protected AssertionVerifier verifier() {
    return library;
  }

  private void unregistered(Registration registration) {
    SecurityKeyRegistrations registrations = library;
    assertThatThrownBy(() -> registrations.verify(PARTY, CHALLENGE, registration))
        .isInstanceOf(InvalidAssertion.class);
  }

  @Test
  void register_everyAlgorithm_tellsTheKeyThatSignsLater() throws InvalidAssertion {
    for (SignatureAlgorithm algorithm :
        List.of(
            SignatureAlgorithm.ECDSA_P256_SHA256,
            SignatureAlgorithm.ED25519,
            SignatureAlgorithm.RSA_PKCS1_SHA256)) {
      FakeAuthenticator key = new FakeAuthenticator(algorithm, ID, ORIGIN).counting(7);
      for (Registration each : List.of(key.register(CHALLENGE), key.registerAttested(CHALLENGE))) {
        NewCredential made = library.verify(PARTY, CHALLENGE, each);
        assertThat(made.credentialId()).isEqualTo(key.credentialId());
        assertThat(made.publicKey()).as(algorithm.name()).isEqualTo(key.publicKey());
        assertThat(made.signCount()).isEqualTo(7);
        assertThat(library.verify(PARTY, CHALLENGE, made.publicKey(), key.sign(CHALLENGE)))
            .isNotNull();
        key.counting(7);
      }
    }
  }

  @Test
  void register_forAnybodyElse_orWithoutPin_isRefused() {
    unregistered(key().register(Bytes.utf8("another").sha256().bytes()));
    unregistered(key().at("https://evil.example").register(CHALLENGE));
    unregistered(key().forParty("evil.example").register(CHALLENGE));
    unregistered(key().flagged(FakeAuthenticator.PRESENT).register(CHALLENGE));
    unregistered(key().flagged(FakeAuthenticator.VERIFIED).register(CHALLENGE));
    unregistered(key().registerAs("android-safetynet", CHALLENGE));
    unregistered(key().registerAs("packed", CHALLENGE));
  }

  @Test
  void register_attestationThatIsForged_isRefused() {
    Registration good = key().registerAttested(CHALLENGE);
    String hex = good.attestation().hex();
    // The attestation's signature is DER, right after its name and length.
    int at = hex.indexOf("63736967") / 2 + 20;
    unregistered(
        new Registration(good.credentialId(), good.clientData(), flipped(good.attestation(), at)));
    Registration other = key().registerAttested(CHALLENGE);
    unregistered(new Registration(other.credentialId(), good.clientData(), good.attestation()));
  }

  @Test
  void register_whatIsNoAttestation_isRefused() {
    Registration good = key().register(CHALLENGE);
    for (int length = 0; length < good.attestation().size(); length++) {
      unregistered(
          new Registration(
              good.credentialId(), good.clientData(), good.attestation().slice(0, length)));
    }
    unregistered(
        new Registration(good.credentialId(), good.clientData(), Bytes.adopt(new byte[6145])));
  }
}
