package org.stellaops.signer.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.bootstrap.config.ConfigRefused;
import org.stellaops.signer.bootstrap.libraries.PlantedLibrary;
import org.stellaops.signer.ports.Observations;

/** The keys of a whole service are tested: one of a keystore, and one of a planted token. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class KeyTestsTest {

  private static final String STORED = "sbom: {uri: 'file:sbom'}";
  private static final String TOKEN = "hsm: {uri: 'hsm:pkcs11:object=stella;id=%01'}";

  @TempDir Path directory;

  private final List<Observations.KeyTest> told = new CopyOnWriteArrayList<>();

  @BeforeEach
  void files() throws IOException {
    NewKeystore.create(directory.resolve("keys.p12"), "sbom", "correct".toCharArray());
    Files.writeString(directory.resolve("password"), "correct\n");
    Files.writeString(directory.resolve("module.so"), "");
    PlantedLibrary.fromResource(
        Files.createDirectories(directory.resolve("backends")), "pkcs11", "Switched.txt");
  }

  private Config config(String keys, String every) throws IOException, ConfigRefused {
    return SmallConfig.in(
        directory,
        keys,
        """
        keys:
          libraries: backends
          selfTestEvery: EVERY
          backends:
            file: {type: keystore, file: keys.p12, password: "file:password"}
            hsm: {type: pkcs11, module: module.so, token: 'pkcs11:token=stella', pin: 'file:password'}
        """
            .replace("EVERY", every));
  }

  private SignerRuntime start(Config config) throws StartFailed {
    Observations observations =
        new Observations() {
          @Override
          public void observe(RequestTrace trace) {}

          @Override
          public void tested(KeyTest test) {
            told.add(test);
          }
        };
    SignerRuntime runtime = SignerRuntime.start(config, observations, failure -> {});
    runtime.testKeys();
    return runtime;
  }

  private static void until(BooleanSupplier met) throws InterruptedException {
    while (!met.getAsBoolean()) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private boolean isTold(String how) {
    return told.stream().anyMatch(test -> how.equals(test.key() + " " + test.ending().label()));
  }

  private void put(String state) throws IOException {
    Files.writeString(directory.resolve(state), "");
  }

  @Test
  void testKeys_goodKeys_passAtTheStart() throws Exception {
    try (SignerRuntime runtime = start(config(STORED + "\n" + TOKEN, "5m"))) {
      until(() -> told.size() == 2);

      assertThat(isTold("acme/sbom passed")).isTrue();
      assertThat(isTold("acme/hsm passed")).isTrue();
      assertThat(runtime.selfTestState()).isEqualTo(new ReadinessProbe.State(true, "ok"));
      assertThat(runtime.failingKeys()).isZero();
      assertThat(runtime.keyStates())
          .containsOnlyKeys("keystore", "pkcs11")
          .containsEntry("keystore", Map.of("active", 1));
    }
  }

  @Test
  void testKeys_tokenIsTakenAway_isOut_theOtherGoesOn_andItComesBack() throws Exception {
    put("gone");
    try (SignerRuntime runtime = start(config(STORED + "\n" + TOKEN, "5m"))) {
      until(() -> told.size() == 2);
      assertThat(isTold("acme/sbom passed")).isTrue();
      assertThat(isTold("acme/hsm failed")).isTrue();
      assertThat(told).anyMatch(test -> test.cause().contains("the token is gone"));
      assertThat(runtime.failingKeys()).isEqualTo(1);
      assertThat(runtime.selfTestState())
          .isEqualTo(
              new ReadinessProbe.State(true, "1 of 2 keys failing: acme/hsm (signing-keys)"));

      Files.delete(directory.resolve("gone"));
      until(() -> runtime.failingKeys() == 0);
      assertThat(told.get(told.size() - 1).changed()).isTrue();
    }
  }

  @Test
  void testKeys_onlyKeySignsWrongly_isNotReady() throws Exception {
    put("wrong");
    try (SignerRuntime runtime = start(config(TOKEN, "5m"))) {
      until(() -> told.size() == 1);

      assertThat(runtime.selfTestState())
          .isEqualTo(
              new ReadinessProbe.State(
                  false, "1 of 1 keys failing: acme/hsm (self-verify-failed)"));
    }
  }

  @Test
  void testKeys_tokenIsStuck_delaysNeitherStartNorTheOtherKeyNorTheStop() throws Exception {
    put("stuck");
    long began = System.nanoTime();
    try (SignerRuntime runtime = start(config(STORED + "\n" + TOKEN, "5m"))) {
      until(() -> isTold("acme/sbom passed"));
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(9));
      until(() -> isTold("acme/hsm failed"));
      assertThat(runtime.failingKeys()).isEqualTo(1);
      began = System.nanoTime();
    } finally {
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
      Files.delete(directory.resolve("stuck"));
    }
  }

  @Test
  void reload_tellsAnotherPeriod_andKeysAreTestedAtOnce() throws Exception {
    try (SignerRuntime runtime = start(config(STORED, "24h"))) {
      until(() -> told.size() == 1);
      runtime.reload(config(STORED, "10s"));

      until(() -> told.size() == 3);
      assertThat(told).allMatch(test -> test.ending() == Observations.KeyTest.Ending.PASSED);
    }
  }
}
