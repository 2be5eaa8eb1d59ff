package org.stellaops.signer.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;

/**
 * The unit: the processor time that one ES256 verification by the JDK takes on this machine, on one
 * thread. As with a request, what others do on the machine meanwhile does not count.
 */
final class CryptographyCost {

  private static final int WARM_UP = 4_000;
  private static final int ROUNDS = 4_000;

  private CryptographyCost() {}

  private interface Work {
    void run() throws Exception;
  }

  static double verifyMicros() throws Exception {
    byte[] message = "x".repeat(512).getBytes(StandardCharsets.UTF_8);
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "SunEC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    Signature signer = Signature.getInstance("SHA256withECDSA", "SunEC");
    signer.initSign(pair.getPrivate());
    signer.update(message);
    byte[] signature = signer.sign();
    double verify =
        micros(() -> {
          Signature verifier = Signature.getInstance("SHA256withECDSA", "SunEC");
          verifier.initVerify(pair.getPublic());
          verifier.update(message);
          if (!verifier.verify(signature)) {
            throw new IllegalStateException("a good signature does not verify");
          }
        });
    return verify;
  }

  private static double micros(Work work) throws Exception {
    for (int i = 0; i < WARM_UP; i++) {
      work.run();
    }
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < ROUNDS; i++) {
      work.run();
    }
    return (threads.getCurrentThreadCpuTime() - start) / 1e3 / ROUNDS;
  }
}
