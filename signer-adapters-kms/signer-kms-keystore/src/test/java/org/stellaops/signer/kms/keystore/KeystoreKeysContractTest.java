package org.stellaops.signer.kms.keystore;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.ports.SigningKeys;
import org.stellaops.signer.testkit.signing.KeyPairs;
import org.stellaops.signer.testkit.signing.SigningBench;
import org.stellaops.signer.testkit.signing.SigningKeysContract;

class KeystoreKeysContractTest extends SigningKeysContract {

  private static final String PASSWORD = "contract-password";
  private static final Map<String, PublicKey> PUBLIC_KEYS = new HashMap<>();

  @TempDir private static Path directory;

  private static Path file;

  @BeforeAll
  static void writeFile() {
    Pkcs12 content = new Pkcs12();
    for (SignatureAlgorithm algorithm : KeyPairs.known()) {
      for (int i = 1; i <= 2; i++) {
        KeyPair pair = KeyPairs.generate(algorithm);
        content.key(alias(algorithm, i), pair, Pkcs12.selfSigned(pair), PASSWORD);
        PUBLIC_KEYS.put(alias(algorithm, i), pair.getPublic());
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
    KeystoreKeys keys = KeystoreKeys.open(file, PASSWORD::toCharArray);
    int[] given = new int[SignatureAlgorithm.values().length];
    return new SigningBench() {
      @Override
      public SigningKeys keys() {
        return keys;
      }

      @Override
      public Set<SignatureAlgorithm> supported() {
        return KeyPairs.known();
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
        return PUBLIC_KEYS.get(key.value().substring("keystore:".length()));
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
