package org.stellaops.signer.interop;

import java.nio.file.Path;
import java.security.PublicKey;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.SigningKeys;
import org.stellaops.signer.testkit.signing.SigningBench;
import org.stellaops.signer.testkit.signing.SigningKeysContract;

/** The contract of key backends, kept by the PKCS#11 backend on a token of SoftHSM2. */
class SoftHsmContractTest extends SigningKeysContract {

  private static final Set<SignatureAlgorithm> SUPPORTED =
      EnumSet.of(
          SignatureAlgorithm.ECDSA_P256_SHA256,
          SignatureAlgorithm.ECDSA_P384_SHA384,
          SignatureAlgorithm.ECDSA_P521_SHA512,
          SignatureAlgorithm.RSA_PKCS1_SHA256,
          SignatureAlgorithm.RSA_PSS_SHA256,
          SignatureAlgorithm.ED25519);

  @TempDir private Path directory;

  @Override
  protected SigningBench bench() {
    SoftHsm token = new SoftHsm(directory);
    KeyBackend backend = token.open(SoftHsm.PIN);
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
      public long messageLimit(SignatureAlgorithm algorithm) {
        return algorithm == SignatureAlgorithm.ED25519 ? 1 << 20 : Long.MAX_VALUE;
      }

      @Override
      public boolean canHold(SignatureAlgorithm algorithm) {
        return SUPPORTED.contains(algorithm);
      }

      @Override
      public KeyUri newKey(SignatureAlgorithm algorithm) {
        return SoftHsm.uri(token.newKey(algorithm));
      }

      @Override
      public boolean swapKey(KeyUri key) {
        token.swapKey(SoftHsm.name(key), SignatureAlgorithm.ECDSA_P256_SHA256);
        return true;
      }

      @Override
      public KeyUri absentKey() {
        return SoftHsm.uri("absent");
      }

      @Override
      public KeyUri disabledKey() {
        String name = token.newKey(SignatureAlgorithm.ECDSA_P256_SHA256);
        token.tool("--delete-object", "--type", "privkey", "--label", name);
        return SoftHsm.uri(name);
      }

      @Override
      public PublicKey publicKey(KeyUri key) {
        return token.publicKey(SoftHsm.name(key));
      }

      @Override
      public Faults faults() {
        return Faults.none("SoftHSM2 has no faults of its own; SoftHsmFaultsTest makes some");
      }

      @Override
      public Set<String> secrets() {
        return Set.of(SoftHsm.PIN);
      }

      @Override
      public void close() {
        backend.close();
        token.close();
      }
    };
  }
}
