package org.stellaops.signer.kms.azure;

import java.nio.file.Path;
import java.security.PublicKey;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.SigningKeys;
import org.stellaops.signer.testkit.signing.SigningBench;
import org.stellaops.signer.testkit.signing.SigningKeysContract;

/** The contract against the fake, for there is no other Key Vault that can be had. */
class FakeAzureContractTest extends SigningKeysContract {

  static final Set<SignatureAlgorithm> SUPPORTED =
      EnumSet.range(SignatureAlgorithm.ECDSA_P256_SHA256, SignatureAlgorithm.RSA_PSS_SHA256);

  @TempDir static Path folder;
  private static FakeAzure azure;

  @BeforeAll
  static void start() {
    azure = new FakeAzure(FakeAzure.certificate(folder));
  }

  @AfterAll
  static void end() {
    azure.close();
  }

  @Override
  protected SigningBench bench() {
    FakeAzureKeyVault vault = azure.newVault();
    KeyBackend backend = azure.open(vault);
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
      public KeyUri newKey(SignatureAlgorithm algorithm) {
        return new KeyUri(vault.newKey(algorithm));
      }

      @Override
      public boolean swapKey(KeyUri key) {
        vault.renew(key.value());
        return true;
      }

      @Override
      public KeyUri absentKey() {
        return new KeyUri(vault.url() + "/keys/absent");
      }

      @Override
      public KeyUri disabledKey() {
        return new KeyUri(
            vault.newKey(
                SignatureAlgorithm.ECDSA_P256_SHA256, "\"enabled\":false", FakeVaultKey.SIGN));
      }

      @Override
      public PublicKey publicKey(KeyUri key) {
        return vault.newest(key.value()).pair().getPublic();
      }

      @Override
      public Faults faults() {
        return Faults.all(vault::arrange, vault::signRequests);
      }

      @Override
      public Set<String> secrets() {
        return Set.of(FakeTokenAuthority.SECRET, FakeTokenAuthority.TOKEN);
      }

      @Override
      public void close() {
        backend.close();
        vault.close();
      }
    };
  }
}
