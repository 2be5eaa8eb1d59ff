package org.stellaops.signer.kms.keystore;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.ports.SigningKeys;
import org.stellaops.signer.testkit.signing.KeyPairs;
import org.stellaops.signer.testkit.signing.SigningBench;
import org.stellaops.signer.testkit.signing.SigningKeysContract;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeystoreKeysContractTest extends SigningKeysContract {

  private static final String PASSWORD = "contract-password";

  private final Map<String, PublicKey> publicKeys = new HashMap<>();
  private Path file;

  /** A file of the kind that {@link #open} opens. */
  Pkcs12 newFile() {
    return new Pkcs12();
  }

  /** What such a file can hold. */
  Set<SignatureAlgorithm> held() {
    return KeyPairs.known();
  }

  Set<SignatureAlgorithm> supported() {
    return KeyPairs.known();
  }

  KeystoreKeys open(Path file, Supplier<char[]> password) {
    return KeystoreKeys.open(file, password);
  }

  @BeforeAll
  void writeFile(@TempDir Path directory) {
    Pkcs12 content = newFile();
    for (SignatureAlgorithm algorithm : held()) {
      for (int i = 1; i <= 2; i++) {
        KeyPair pair = KeyPairs.generate(algorithm);
        content.key(alias(algorithm, i), pair, Pkcs12.selfSigned(pair), PASSWORD);
        publicKeys.put(alias(algorithm, i), pair.getPublic());
      }
    }
    content.certificate("only-a-certificate", Pkcs12.selfSigned(Pkcs12.ec("secp256r1")));
    file = content.write(directory.resolve("contract.p12"), PASSWORD);
  }

  private static String alias(SignatureAlgorithm algorithm, int number) {
    return "k" + algorithm.ordinal() + "-" + number;
  }

  @Override
  protected SigningBench bench() {
    KeystoreKeys keys = open(file, PASSWORD::toCharArray);
    int[] given = new int[SignatureAlgorithm.values().length];
    return new SigningBench() {
      @Override
      public SigningKeys keys() {
        return keys;
      }

      @Override
      public Set<SignatureAlgorithm> supported() {
        return KeystoreKeysContractTest.this.supported();
      }

      @Override
      public boolean canHold(SignatureAlgorithm algorithm) {
        return held().contains(algorithm);
      }

      @Override
      public KeyUri newKey(SignatureAlgorithm algorithm) {
        return new KeyUri("keystore:" + alias(algorithm, ++given[algorithm.ordinal()]));
      }

      @Override
      public boolean swapKey(KeyUri key) {
        return false;
      }

      @Override
      public KeyUri absentKey() {
        return new KeyUri("keystore:absent");
      }

      @Override
      public KeyUri disabledKey() {
        return new KeyUri("keystore:only-a-certificate");
      }

      @Override
      public PublicKey publicKey(KeyUri key) {
        return publicKeys.get(key.value().substring("keystore:".length()));
      }

      @Override
      public Faults faults() {
        return Faults.none("the keys are in this process; there is no one to ask");
      }

      @Override
      public Set<String> secrets() {
        return Set.of(PASSWORD);
      }

      @Override
      public void close() {
        keys.close();
      }
    };
  }
}
