package org.stellaops.signer.kms.gcp;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.OAuth2Credentials;
import com.google.cloud.kms.v1.CryptoKeyVersion.CryptoKeyVersionState;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.stellaops.signer.kms.gcp.FakeGoogleCloudKms.Held;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.KeyBackendOptions;
import org.stellaops.signer.ports.SigningKeys;
import org.stellaops.signer.testkit.signing.KeyPairs;
import org.stellaops.signer.testkit.signing.SigningBench;
import org.stellaops.signer.testkit.signing.SigningKeysContract;

/** The contract against the fake: the vendor gives no emulator. */
class FakeGoogleCloudKmsContractTest extends SigningKeysContract {

  private static final String SECRET = "google-access-token-of-the-test";

  static KeyBackend open(FakeGoogleCloudKms fake) {
    return GoogleCloudKms.open(options(fake.endpoint()), () -> token());
  }

  static KeyBackendOptions options(String endpoint) {
    return new KeyBackendOptions(
        "main", Map.of("endpoint", endpoint, "caFile", FakeGoogleCloudKms.caFile()), Map.of());
  }

  static OAuth2Credentials token() {
    return OAuth2Credentials.create(
        new AccessToken(SECRET, Date.from(Instant.parse("2100-01-01T00:00:00Z"))));
  }

  @Override
  protected SigningBench bench() {
    FakeGoogleCloudKms fake = new FakeGoogleCloudKms();
    KeyBackend backend = open(fake);
    return new SigningBench() {
      @Override
      public SigningKeys keys() {
        return backend;
      }

      @Override
      public Set<SignatureAlgorithm> supported() {
        return EnumSet.of(
            SignatureAlgorithm.ECDSA_P256_SHA256,
            SignatureAlgorithm.ECDSA_P384_SHA384,
            SignatureAlgorithm.RSA_PKCS1_SHA256,
            SignatureAlgorithm.RSA_PSS_SHA256,
            SignatureAlgorithm.ED25519);
      }

      @Override
      public boolean canHold(SignatureAlgorithm algorithm) {
        return algorithm != SignatureAlgorithm.ECDSA_P521_SHA512;
      }

      @Override
      public long messageLimit(SignatureAlgorithm algorithm) {
        return algorithm == SignatureAlgorithm.ED25519 ? GoogleKeys.RAW_LIMIT : Long.MAX_VALUE;
      }

      @Override
      public KeyUri newKey(SignatureAlgorithm algorithm) {
        return new KeyUri(fake.newKey(algorithm));
      }

      @Override
      public boolean swapKey(KeyUri key) {
        fake.change(
            key.value(),
            held ->
                new Held(
                    KeyPairs.generate(SignatureAlgorithm.of(held.pair().getPublic()).orElseThrow()),
                    held.kind(),
                    held.state()));
        return true;
      }

      @Override
      public KeyUri absentKey() {
        return new KeyUri(
            "projects/example/locations/global/keyRings/r/cryptoKeys/absent/cryptoKeyVersions/1");
      }

      @Override
      public KeyUri disabledKey() {
        String name = fake.newKey(SignatureAlgorithm.ECDSA_P256_SHA256);
        fake.change(
            name, held -> new Held(held.pair(), held.kind(), CryptoKeyVersionState.DISABLED));
        return new KeyUri(name);
      }

      @Override
      public PublicKey publicKey(KeyUri key) {
        return fake.held(key.value()).pair().getPublic();
      }

      @Override
      public Faults faults() {
        return Faults.all(fake::arrange, fake::signRequests);
      }

      @Override
      public Set<String> secrets() {
        return Set.of(SECRET);
      }

      @Override
      public void close() {
        backend.close();
        fake.close();
      }
    };
  }
}
