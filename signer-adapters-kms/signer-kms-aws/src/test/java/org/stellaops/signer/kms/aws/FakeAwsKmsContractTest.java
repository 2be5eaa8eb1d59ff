package org.stellaops.signer.kms.aws;

import java.security.PublicKey;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.KeyBackendOptions;
import org.stellaops.signer.ports.SigningKeys;
import org.stellaops.signer.testkit.signing.KeyPairs;
import org.stellaops.signer.testkit.signing.SigningBench;
import org.stellaops.signer.testkit.signing.SigningKeysContract;

/** The contract against the fake; the interop suite runs it against local-kms too. */
class FakeAwsKmsContractTest extends SigningKeysContract {

  private static final String SECRET = "aws-secret-access-key-of-the-test";

  @BeforeAll
  static void credentials() {
    System.setProperty("aws.accessKeyId", "AKIDEXAMPLE");
    System.setProperty("aws.secretAccessKey", SECRET);
  }

  @AfterAll
  static void noCredentials() {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  static KeyBackend open(FakeAwsKms fake) {
    return new AwsKms()
        .open(
            new KeyBackendOptions(
                "main",
                Map.of("region", "eu-central-1", "endpoint", fake.endpoint().toString()),
                Map.of()));
  }

  @Override
  protected SigningBench bench() {
    FakeAwsKms fake = new FakeAwsKms();
    KeyBackend backend = open(fake);
    return new SigningBench() {
      @Override
      public SigningKeys keys() {
        return backend;
      }

      @Override
      public Set<SignatureAlgorithm> supported() {
        return KeyPairs.known();
      }

      @Override
      public long messageLimit(SignatureAlgorithm algorithm) {
        return algorithm == SignatureAlgorithm.ED25519 ? AwsKmsKeys.RAW_LIMIT : Long.MAX_VALUE;
      }

      @Override
      public KeyUri newKey(SignatureAlgorithm algorithm) {
        return new KeyUri(fake.alias(fake.newKey(algorithm, "Enabled")));
      }

      @Override
      public boolean swapKey(KeyUri key) {
        SignatureAlgorithm algorithm = fake.held(key.value()).algorithm();
        fake.move(key.value(), fake.newKey(algorithm, "Enabled"));
        return true;
      }

      @Override
      public KeyUri absentKey() {
        return new KeyUri("alias/absent");
      }

      @Override
      public KeyUri disabledKey() {
        return new KeyUri(fake.newKey(SignatureAlgorithm.ECDSA_P256_SHA256, "Disabled"));
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
