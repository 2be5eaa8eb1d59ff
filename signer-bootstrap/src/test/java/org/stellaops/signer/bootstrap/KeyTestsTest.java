package org.stellaops.signer.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.bootstrap.config.ConfigReader;
import org.stellaops.signer.bootstrap.config.ConfigRefused;
import org.stellaops.signer.bootstrap.libraries.PlantedLibrary;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.KeyCatalog.Actor;
import org.stellaops.signer.ports.KeyCatalog.KeyEntry;
import org.stellaops.signer.ports.KeyCatalog.KeyEvent;
import org.stellaops.signer.ports.KeyCatalog.KeyState;
import org.stellaops.signer.ports.KeyCatalog.Replacement;
import org.stellaops.signer.ports.Observations;

/** The keys of a whole service are tested: one of a keystore, and one of a planted token. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class KeyTestsTest {

  private static final String STORED = "sbom: {uri: 'file:sbom'}";
  private static final String TOKEN = "hsm: {uri: 'hsm:pkcs11:object=stella;id=%01'}";

  @TempDir Path directory;

  private final List<Observations.KeyTest> told = new CopyOnWriteArrayList<>();
  private final List<Boolean> silent = new CopyOnWriteArrayList<>();
  private final List<Set<String>> inDoubt = new CopyOnWriteArrayList<>();

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

  /** The same key under another tenant, and the tenant that had it left out. */
  private Config ofAnotherTenant() throws IOException, ConfigRefused {
    config(STORED, "5m");
    Path file = directory.resolve("signer.yaml");
    Files.writeString(file, Files.readString(file).replace("  acme:", "  other:"));
    return ConfigReader.read(file, Map.of());
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

          @Override
          public void storeSilent(boolean now) {
            silent.add(now);
          }

          @Override
          public void keysInDoubt(Set<String> tenants) {
            inDoubt.add(tenants);
          }
        };
    SignerRuntime runtime = SignerRuntime.start(config, observations, failure -> {});
    runtime.testKeys();
    return runtime;
  }

  private static void until(BooleanSupplier met) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!met.getAsBoolean()) {
      assertThat(System.nanoTime()).as("a minute is over").isLessThan(end);
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

  private static ReadinessProbe.State backend(SignerRuntime runtime, String name) {
    return Objects.requireNonNull(
        runtime.readiness().check(Duration.ofSeconds(30)).get("signing-keys:" + name));
  }

  /** A node that signs with other keys must not be taken out of service. */
  @Test
  void readiness_oneBackendIsOut_saysWhy_andIsNeededOnlyWhereNoOtherKeySigns() throws Exception {
    put("gone");
    try (SignerRuntime runtime = start(config(STORED + "\n" + TOKEN, "5m"))) {
      assertThat(backend(runtime, "hsm"))
          .isEqualTo(new ReadinessProbe.State(false, "does not answer: the token is gone", false));
      assertThat(backend(runtime, "hsm").stops()).isFalse();
      assertThat(backend(runtime, "file")).isEqualTo(new ReadinessProbe.State(true, "ok", true));
      runtime.reload(config(TOKEN, "5m"));
      until(() -> backend(runtime, "hsm").stops());
    }
  }

  @Test
  void read_keyOfAFileThatCountsAsHardware_isRefusedWithFileAndLine() {
    assertThatThrownBy(() -> config("sbom: {uri: 'file:sbom', protection: hardware}", "5m"))
        .isInstanceOf(ConfigRefused.class)
        .hasMessageContaining("signer.yaml:16: tenants.acme.keys.sbom.protection: hardware")
        .hasMessageContaining("the key is in a file");
    assertThatThrownBy(() -> config("sbom: {uri: 'file:sbom', replaces: sbom}", "5m"))
        .isInstanceOf(ConfigRefused.class)
        .hasMessageContaining("signer.yaml:16: tenants.acme.keys.sbom.replaces: the key itself");
  }

  @Test
  void start_keysThatReplaceEachOther_saysThatItIsACircle() throws Exception {
    Config circle =
        config(
            "sbom: {uri: 'file:sbom', replaces: hsm}\n"
                + "hsm: {uri: 'hsm:pkcs11:object=stella;id=%01', replaces: sbom}",
            "5m");
    assertThatThrownBy(() -> start(circle))
        .isInstanceOf(StartFailed.class)
        .hasMessageContaining("replaces itself in the end, in a circle with");
  }

  /** Nobody could let signing go on: that is to be known before, not after. */
  @Test
  void seal_whereNobodyIsAnOperator_saysHowToUnseal() throws Exception {
    Config config = config(STORED, "5m");
    try (SignerRuntime runtime = start(config)) {
      assertThat(runtime.sealAdvice()).get().asString().contains("seal.operators is empty");
      runtime.seal("SIGUSR1", () -> {}, failure -> {});
      assertThat(runtime.sealState().why()).startsWith("sealed ").contains("nobody can unseal");
      until(() -> runtime.sealState().why().startsWith("sealed since "));
      assertThat(runtime.sealState().why())
          .startsWith("sealed since ")
          .endsWith("nobody can unseal: seal.operators is empty; name a tenant there and restart");
    }
    assertThat(Examination.of(config).get("seal").why()).contains("warning", "seal.operators");
  }

  @Test
  void untoldRevocations_revokedKeyLeavesTheConfiguration_namesIt() throws Exception {
    start(config(STORED, "5m")).close();
    InstantSource clock = InstantSource.system();
    try (OpenedStore store =
        OpenedStore.open(config(STORED, "5m").store(), clock, Ticker.system(), failure -> {})) {
      Deadline soon = Deadline.in(Duration.ofSeconds(10), Ticker.system());
      KeyEntry before = store.keys().entries(soon).get(0);
      Instant now = clock.instant();
      KeyEvent event =
          new KeyEvent(
              now, "revoke", KeyState.REVOKED, Actor.configuration(), "stolen", Optional.empty());
      assertThat(
              store
                  .keys()
                  .change(List.of(new Replacement(before, revoked(before, now), event)), soon))
          .isTrue();
    }
    try (SignerRuntime runtime = start(config(STORED + "\n" + TOKEN, "5m"))) {
      assertThat(runtime.untoldRevocations()).isEmpty();
      assertThat(runtime.reload(config(TOKEN, "5m"))).isInstanceOf(Reload.Applied.class);
      assertThat(runtime.untoldRevocations()).containsExactly("acme/sbom");
    }
  }

  @Test
  void keyState_catalogInDoubt_saysSo_andKeysOfTheTenantSignNothing() throws Exception {
    start(config(STORED, "5m")).close();
    execute(
        "INSERT INTO key_event (tenant, name, at, verb, state, client, reason)"
            + " VALUES ('acme', 'sbom', 1, 'x', 'RETIRED', 'x', 'x')");
    try (SignerRuntime runtime = start(config(STORED, "5m"))) {
      assertThat(runtime.tenantsInDoubt()).isEqualTo(1);
      assertThat(runtime.keyState().ok()).isFalse();
      assertThat(runtime.keyState().why()).contains("acme", "stella store check");
      assertThat(runtime.isCatalogNew()).isFalse();
      assertThat(runtime.unavailableKeys()).containsOnlyKeys("acme/sbom");
      assertThat(inDoubt).containsExactly(Set.of("acme"));
      assertThat(runtime.reload(config(STORED.replace("sbom:", "renamed:"), "5m")))
          .isInstanceOfSatisfying(
              Reload.Rejected.class,
              rejected -> assertThat(rejected.problems().toString()).contains("cannot be changed"));
      assertThat(runtime.reload(ofAnotherTenant()))
          .isInstanceOfSatisfying(
              Reload.Rejected.class,
              rejected ->
                  assertThat(rejected.problems().toString()).contains("tenant acme", "left out"));
      assertThat(runtime.reload(config(STORED, "6m"))).isNotInstanceOf(Reload.Rejected.class);
    }
  }

  @Test
  void keyState_catalogDoesNotAnswer_isNotReady_andNoReloadIsTaken_untilItDoes() throws Exception {
    try (SignerRuntime runtime = start(config(STORED, "5m"))) {
      execute("ALTER TABLE key_event RENAME TO gone");
      assertThat(runtime.reload(config(STORED + "\n" + TOKEN, "5m")))
          .isInstanceOfSatisfying(
              Reload.Rejected.class,
              rejected ->
                  assertThat(rejected.problems().toString()).contains("cannot be held against"));
      until(() -> !runtime.keyState().ok());
      assertThat(runtime.keyState().why()).contains("the key catalog has not answered");
      assertThat(runtime.sinceStoreHeard()).isGreaterThan(Duration.ofSeconds(4));
      until(() -> silent.equals(List.of(true)));

      execute("ALTER TABLE gone RENAME TO key_event");
      until(() -> runtime.keyState().ok());
      until(() -> silent.equals(List.of(true, false)));
      assertThat(runtime.reload(config(STORED + "\n" + TOKEN, "5m")))
          .isInstanceOf(Reload.Applied.class);
    }
  }

  @Test
  void keyState_everyKeyIsTooOld_isNotReady_andSaysSo() throws Exception {
    start(config(STORED, "5m")).close();
    Config aged = config(STORED, "5m\n  maximumAge: 1d");
    try (SignerRuntime runtime = start(aged)) {
      assertThat(runtime.keyState()).isEqualTo(new ReadinessProbe.State(true, "ok"));
      assertThat(runtime.maximumKeyAge()).contains(Duration.ofDays(1));
    }
    execute("UPDATE signing_key SET activated = 1, version = version + 1");
    try (SignerRuntime runtime = start(aged)) {
      assertThat(runtime.keyState().ok()).isFalse();
      assertThat(runtime.keyState().why())
          .contains("acme/sbom is too old since 1970-01-02", "rotate it");
      assertThat(runtime.keyTroubles()).hasSize(1);
      assertThat(runtime.reload(config(TOKEN, "5m\n  maximumAge: 1d")))
          .isInstanceOf(Reload.Applied.class);
      assertThat(runtime.oldestKey()).isLessThan(Duration.ofDays(1));
    }
  }

  private void execute(String statement) throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("store/journal.db"));
        Statement sql = connection.createStatement()) {
      sql.executeUpdate(statement);
    }
  }

  private static KeyEntry revoked(KeyEntry key, Instant now) {
    return new KeyEntry(
        key.tenant(),
        key.name(),
        key.backend(),
        key.uri(),
        key.spki(),
        key.algorithm(),
        key.keyClass(),
        key.hardware(),
        KeyState.REVOKED,
        null,
        key.enrolled(),
        key.activated(),
        now,
        now,
        List.of(),
        key.version() + 1);
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
