package org.stellaops.signer.interop;

import java.nio.file.Path;
import java.security.PublicKey;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.SigningKeys;
import org.stellaops.signer.testkit.signing.SigningBench;
import org.stellaops.signer.testkit.signing.SigningKeysContract;

/** The contract of key backends, kept by the AWS backend with local-kms as the service. */
class LocalKmsContractTest extends SigningKeysContract {

  /** Its PSS has the longest salt there can be, where AWS KMS has one of the digest's length. */
  private static final Set<SignatureAlgorithm> SUPPORTED =
      EnumSet.of(
          SignatureAlgorithm.ECDSA_P256_SHA256,
          SignatureAlgorithm.ECDSA_P384_SHA384,
          SignatureAlgorithm.ECDSA_P521_SHA512,
          SignatureAlgorithm.RSA_PKCS1_SHA256);

  private static final AtomicInteger ALIASES = new AtomicInteger();

  @TempDir private static Path directory;

  private static AwsPeer service;

  @BeforeAll
  static void start() {
    service = AwsPeer.localKms(directory);
  }

  @AfterAll
  static void stop() {
    if (service != null) {
      service.close();
    }
  }

  @Override
  protected SigningBench bench() {
    KeyBackend backend = service.open();
    return new SigningBench() {
      @Override
      public SigningKeys keys() {
        return backend;
      }

      @Override
      public Set<SignatureAlgorithm> supported() {
        return SUPPORTED;
      }

      @Override
      public boolean canHold(SignatureAlgorithm algorithm) {
        return SUPPORTED.contains(algorithm);
      }

      @Override
      public KeyUri newKey(SignatureAlgorithm algorithm) {
        String alias = "alias/interop-" + ALIASES.incrementAndGet();
        service.call(
            "CreateAlias", Map.of("AliasName", alias, "TargetKeyId", service.newKey(algorithm)));
        return new KeyUri(alias);
      }

      @Override
      public boolean swapKey(KeyUri key) {
        service.call(
            "UpdateAlias",
            Map.of(
                "AliasName", key.value(),
                "TargetKeyId", service.newKey(SignatureAlgorithm.ECDSA_P256_SHA256)));
        return true;
      }

      @Override
      public KeyUri absentKey() {
        return new KeyUri("alias/absent");
      }

      @Override
      public KeyUri disabledKey() {
        String arn = service.newKey(SignatureAlgorithm.ECDSA_P256_SHA256);
        service.call("DisableKey", Map.of("KeyId", arn));
        return new KeyUri(arn);
      }

      @Override
      public PublicKey publicKey(KeyUri key) {
        return service.publicKey(key.value());
      }

      @Override
      public Faults faults() {
        return Faults.none("local-kms has no faults; the fake in the adapter's own tests has all");
      }

      @Override
      public Set<String> secrets() {
        return Set.of("aws-secret-of-the-interop-tests");
      }

      @Override
      public void close() {
        backend.close();
      }
    };
  }
}
