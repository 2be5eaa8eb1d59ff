package org.stellaops.signer.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import org.stellaops.signer.kms.keystore.KeystoreFile;
import org.stellaops.signer.kms.keystore.KeystoreKeys;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.SigningKey;

/** What one verification and one signature cost on this machine, on one thread, in microseconds. */
record CryptographyCost(double verifyMicros, double signMicros) {

  private static final int WARM_UP = 4_000;
  private static final int ROUNDS = 4_000;

  private interface Work {
    void run() throws Exception;
  }

  static CryptographyCost measure() throws Exception {
    byte[] message = "x".repeat(512).getBytes(StandardCharsets.UTF_8);
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    Signature signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(pair.getPrivate());
    signer.update(message);
    byte[] signature = signer.sign();
    double verify =
        micros(() -> {
          Signature verifier = Signature.getInstance("SHA256withECDSA");
          verifier.initVerify(pair.getPublic());
          verifier.update(message);
          if (!verifier.verify(signature)) {
            throw new IllegalStateException("a good signature does not verify");
          }
        });
    Path directory = Files.createTempDirectory("stella-bench-key");
    Path file = directory.resolve("key.p12");
    KeystoreFile.create(file, "bench", "bench-password".toCharArray());
    try (KeystoreKeys keys = KeystoreKeys.open(file, "bench-password"::toCharArray)) {
      PreAuthEncoding what = PreAuthEncoding.of("text/plain", Bytes.copyOf(message));
      SigningKey key =
          keys.open(
              new KeyUri("keystore:bench"), Deadline.in(Duration.ofSeconds(10), Ticker.system()));
      double sign =
          micros(() -> key.sign(what, Deadline.in(Duration.ofSeconds(10), Ticker.system())));
      return new CryptographyCost(verify, sign);
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(directory);
    }
  }

  private static double micros(Work work) throws Exception {
    for (int i = 0; i < WARM_UP; i++) {
      work.run();
    }
    long start = System.nanoTime();
    for (int i = 0; i < ROUNDS; i++) {
      work.run();
    }
    return (System.nanoTime() - start) / 1e3 / ROUNDS;
  }
}
