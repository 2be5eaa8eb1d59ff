package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.bootstrap.NewKeystore;
import org.stellaops.signer.bootstrap.SignerRuntime;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.bootstrap.config.ConfigReader;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.ports.Observations;

/** A token of SoftHSM2 that is taken away and put back, as the self-test of a service sees it. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class SelfTestOnTokenTest {

  @TempDir Path directory;

  private final List<Observations.KeyTest> told = new CopyOnWriteArrayList<>();

  private Config config(SoftHsm token, String key) throws Exception {
    NewKeystore.create(directory.resolve("keys.p12"), "stored", "correct".toCharArray());
    Files.writeString(directory.resolve("password"), "correct");
    Files.writeString(directory.resolve("pin"), SoftHsm.PIN);
    Path file = directory.resolve("signer.yaml");
    Files.writeString(
        file,
        """
        server: {listen: {port: 18080}, management: {port: 18081}}
        authorities: {a: {issuer: "http://127.0.0.1:9", jwksUri: "http://127.0.0.1:9/j"}}
        licensing:
          {issuer: "http://127.0.0.1:9/l", jwksUri: "http://127.0.0.1:9/l/j", mode: token, acceptUnseenRevocation: true}
        store: {directory: store}
        plans:
          pro: {maxArtifactBytes: 1MiB, rate: 1, burst: 1, concurrency: 1, bytesPerDay: 1MiB, signaturesPerDay: 1}
        tenants:
          acme:
            plans: [pro]
            subjects: ["*"]
            keys: {stored: {uri: "file:stored"}, token: {uri: "hsm:pkcs11:object=KEY"}}
        keys:
          selfTestEvery: 10s
          backends:
            file: {type: keystore, file: keys.p12, password: "file:password"}
            hsm:
              type: pkcs11
              module: "MODULE"
              token: "TOKEN"
              pin: file:pin
              environment: ["SOFTHSM2_CONF=PLACE"]
        """
            .replace("KEY", key)
            .replace("MODULE", Tools.softHsmModule().toString())
            .replace("TOKEN", token.token())
            .replace("PLACE", token.conf()));
    return ConfigReader.read(file, Map.of());
  }

  private static void until(BooleanSupplier met) throws InterruptedException {
    while (!met.getAsBoolean()) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private List<String> endings(String key) {
    return told.stream()
        .filter(test -> test.key().equals("acme/" + key))
        .map(test -> test.ending().label())
        .toList();
  }

  private static void endWorkers() {
    ProcessHandle.current()
        .children()
        .filter(child -> child.info().commandLine().orElse("").contains("TokenWorker"))
        .forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void token_takenAway_leavesTheRotation_alone_andComesBackByItself() throws Exception {
    try (SoftHsm token = new SoftHsm(directory)) {
      String key = token.newKey(SignatureAlgorithm.ECDSA_P256_SHA256);
      Observations observations =
          new Observations() {
            @Override
            public void observe(RequestTrace trace) {}

            @Override
            public void tested(KeyTest test) {
              told.add(test);
            }
          };
      try (SignerRuntime runtime =
          SignerRuntime.start(config(token, key), observations, failure -> {})) {
        runtime.testKeys();
        until(() -> endings("token").contains("passed") && endings("stored").contains("passed"));
        Path away = token.tokens().resolveSibling("away");
        Files.move(token.tokens(), away);
        endWorkers();
        until(() -> runtime.failingKeys() == 1);
        assertThat(endings("stored")).containsOnly("passed");
        assertThat(runtime.selfTestState().ok()).isTrue();
        assertThat(runtime.selfTestState().why()).contains("acme/token");

        Files.move(away, token.tokens());
        until(() -> runtime.failingKeys() == 0);
        assertThat(told.get(told.size() - 1).changed()).isTrue();
      }
    }
  }
}
