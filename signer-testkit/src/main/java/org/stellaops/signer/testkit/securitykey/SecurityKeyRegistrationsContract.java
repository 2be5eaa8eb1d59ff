package org.stellaops.signer.testkit.securitykey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.RelyingParty;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.ports.InvalidAssertion;
import org.stellaops.signer.ports.SecurityKeyRegistrations;
import org.stellaops.signer.ports.SecurityKeyRegistrations.NewCredential;
import org.stellaops.signer.ports.SecurityKeyRegistrations.Registration;

/** What every {@code SecurityKeyRegistrations} must do. A subclass supplies one. */
public abstract class SecurityKeyRegistrationsContract {

  private static final String ID = "signer.example";
  private static final String ORIGIN = "https://signer.example";
  private static final RelyingParty PARTY = new RelyingParty(ID, Set.of(ORIGIN));
  private static final Bytes CHALLENGE = Bytes.utf8("a key").sha256().bytes();

  protected abstract SecurityKeyRegistrations registrations();

  private static FakeAuthenticator authenticator() {
    return new FakeAuthenticator(SignatureAlgorithm.ECDSA_P256_SHA256, ID, ORIGIN);
  }

  private static Bytes flipped(Bytes bytes, int at) {
    byte[] changed = bytes.toByteArray();
    changed[at] ^= 1;
    return Bytes.adopt(changed);
  }

  private void unregistered(Registration registration) {
    assertThatThrownBy(() -> registrations().verify(PARTY, CHALLENGE, registration))
        .isInstanceOf(InvalidAssertion.class);
  }

  @Test
  public void register_everyAlgorithm_tellsTheKeyThatSignsLater() throws InvalidAssertion {
    for (SignatureAlgorithm algorithm :
        List.of(
            SignatureAlgorithm.ECDSA_P256_SHA256,
            SignatureAlgorithm.ED25519,
            SignatureAlgorithm.RSA_PKCS1_SHA256)) {
      FakeAuthenticator key = new FakeAuthenticator(algorithm, ID, ORIGIN).counting(7);
      for (Registration each : List.of(key.register(CHALLENGE), key.registerAttested(CHALLENGE))) {
        NewCredential made = registrations().verify(PARTY, CHALLENGE, each);
        assertThat(made.credentialId()).isEqualTo(key.credentialId());
        assertThat(made.publicKey()).as(algorithm.name()).isEqualTo(key.publicKey());
        assertThat(made.signCount()).isEqualTo(7);
        key.counting(7);
      }
    }
  }

  @Test
  public void register_forAnybodyElse_orWithoutPin_isRefused() {
    unregistered(authenticator().register(Bytes.utf8("another").sha256().bytes()));
    unregistered(authenticator().at("https://evil.example").register(CHALLENGE));
    unregistered(authenticator().forParty("evil.example").register(CHALLENGE));
    unregistered(authenticator().flagged(FakeAuthenticator.PRESENT).register(CHALLENGE));
    unregistered(authenticator().flagged(FakeAuthenticator.VERIFIED).register(CHALLENGE));
    unregistered(authenticator().registerAs("android-safetynet", CHALLENGE));
    unregistered(authenticator().registerAs("packed", CHALLENGE));
  }

  @Test
  public void register_attestationThatIsForged_isRefused() {
    Registration good = authenticator().registerAttested(CHALLENGE);
    String hex = good.attestation().hex();
    // The attestation's signature is DER, right after its name and length.
    int at = hex.indexOf("63736967") / 2 + 20;
    unregistered(
        new Registration(good.credentialId(), good.clientData(), flipped(good.attestation(), at)));
    Registration other = authenticator().registerAttested(CHALLENGE);
    unregistered(new Registration(other.credentialId(), good.clientData(), good.attestation()));
  }

  @Test
  public void register_whatIsNoAttestation_isRefused() {
    Registration good = authenticator().register(CHALLENGE);
    for (int length = 0; length < good.attestation().size(); length++) {
      unregistered(
          new Registration(
              good.credentialId(), good.clientData(), good.attestation().slice(0, length)));
    }
    unregistered(
        new Registration(good.credentialId(), good.clientData(), Bytes.adopt(new byte[6145])));
  }
}
