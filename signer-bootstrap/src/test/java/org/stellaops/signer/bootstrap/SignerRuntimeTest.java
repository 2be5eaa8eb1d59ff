package org.stellaops.signer.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.bootstrap.ReadinessProbe.State;
import org.stellaops.signer.bootstrap.StartFailed.Reason;
import org.stellaops.signer.bootstrap.config.AuthoritySettings;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.bootstrap.config.ConfigReader;
import org.stellaops.signer.bootstrap.config.ConfigRefused;
import org.stellaops.signer.bootstrap.config.ConnectionSettings;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.ports.Observations;

/** What stops a start, and that a failed one leaves nothing open. */
class SignerRuntimeTest {

  private static final Observations NOBODY = trace -> {};

  @TempDir Path directory;

  private PinnedKey key;

  @BeforeEach
  void makeKeystore() throws IOException {
    key = NewKeystore.create(directory.resolve("keys.p12"), "sbom", "correct".toCharArray());
    Files.writeString(directory.resolve("password"), "correct\n");
  }

  private Config config(String alias, String more) throws IOException, ConfigRefused {
    return SmallConfig.in(
        directory,
        "sbom: {uri: \"main:" + alias + "\", published: true}",
        """
        keys: {backends: {main: {type: keystore, file: keys.p12, password: "file:password"}}}
        """
            + more
            + "\n");
  }

  private static StartFailed failure(Config config) {
    return catchThrowableOfType(
        StartFailed.class, () -> SignerRuntime.start(config, NOBODY, failure -> {}).close());
  }

  @Test
  void start_soundConfiguration_publishesThePinnedKey() throws Exception {
    try (SignerRuntime runtime = SignerRuntime.start(config("sbom", ""), NOBODY, failure -> {})) {
      assertThat(runtime.signer().trust().utf8()).contains(key.fingerprint().toString());
      assertThat(runtime.recovered().unknown()).isZero();
    }
  }

  @Test
  void start_afterClose_opensTheStoreAgain() throws Exception {
    Config config = config("sbom", "");

    SignerRuntime.start(config, NOBODY, failure -> {}).close();
    SignerRuntime.start(config, NOBODY, failure -> {}).close();
  }

  @Test
  void start_storeIsOpenElsewhere_saysSo() throws Exception {
    Config config = config("sbom", "");
    try (SignerRuntime running = SignerRuntime.start(config, NOBODY, failure -> {})) {
      StartFailed failed = failure(running.config());

      assertThat(failed.reason()).isEqualTo(Reason.STORE_IN_USE);
      assertThat(failed.reason().isMisconfigured()).isFalse();
      assertThat(failed).hasMessageContaining("--server URL");
    }
  }

  @Test
  void start_storeIsNoDirectory_saysSoAndClosesAll() throws Exception {
    Files.writeString(directory.resolve("store"), "a file");
    Config config = config("sbom", "");

    assertThat(failure(config).reason()).isEqualTo(Reason.STORE_UNUSABLE);
    Files.delete(directory.resolve("store"));
    SignerRuntime.start(config, NOBODY, failure -> {}).close();
  }

  @Test
  void start_wrongPassword_saysWhichKeystoreAndClosesAll() throws Exception {
    Config config = config("sbom", "");
    Files.writeString(directory.resolve("password"), "wrong-password\n");

    StartFailed failed = failure(config);

    assertThat(failed.reason()).isEqualTo(Reason.KEYS);
    assertThat(failed).hasMessageContaining("key backend main");
    assertThat(failed).hasMessageNotContaining("wrong-password");
    Files.writeString(directory.resolve("password"), "correct\n");
    SignerRuntime.start(config, NOBODY, failure -> {}).close();
  }

  @Test
  void start_secretIsGone_saysWhich() throws Exception {
    Config config = config("sbom", "");
    Files.delete(directory.resolve("password"));

    assertThat(failure(config).reason()).isEqualTo(Reason.SECRET);
  }

  @Test
  void start_noSuchAlias_makesThatKeyUnavailableAndNotTheService() throws Exception {
    try (SignerRuntime runtime = SignerRuntime.start(config("other", ""), NOBODY, failure -> {})) {
      assertThat(runtime.unavailableKeys()).hasSize(1);
      ReadinessProbe.State state =
          runtime.readiness().check(Duration.ofSeconds(10)).get("signing-keys:main");
      assertThat(state.ok()).isTrue();
    }
  }

  /** The first keys of a service are active; no later one is so by what a file says alone. */
  @Test
  void reload_newKeyWhereToActivateTakesTwoPersons_isPrepared() throws Exception {
    NewKeystore.create(directory.resolve("more.p12"), "more", "correct".toCharArray());
    String backends =
        """
        keys:
          twoPersons: [activate]
          backends:
            main: {type: keystore, file: keys.p12, password: "file:password"}
            more: {type: keystore, file: more.p12, password: "file:password"}
        """;
    String one = "sbom: {uri: \"main:sbom\", published: true}\n";
    String two = one + "next: {uri: \"more:more\", published: true, enrolAs: active}\n";
    Config first = SmallConfig.in(directory, one, backends);
    try (SignerRuntime runtime = SignerRuntime.start(first, NOBODY, failure -> {})) {
      assertThat(runtime.signer().trust().utf8())
          .contains("\"state\":\"active\"")
          .doesNotContain("prepared");
      assertThat(runtime.reload(SmallConfig.in(directory, two, backends)))
          .isInstanceOf(Reload.Applied.class);
      assertThat(runtime.signer().trust().utf8()).contains("\"state\":\"prepared\"");
    }
    try (SignerRuntime runtime =
        SignerRuntime.start(SmallConfig.in(directory, two, backends), NOBODY, failure -> {})) {
      assertThat(runtime.signer().trust().utf8()).contains("\"state\":\"prepared\"");
    }
  }

  private static final String TWO_BACKENDS =
      """
      keys:
        backends:
          main: {type: keystore, file: keys.p12, password: "file:password"}
          more: {type: keystore, file: more.p12, password: "file:password"}
          again: {type: keystore, file: keys.p12, password: "file:password"}
      """;

  private static final String ONE = "sbom: {uri: \"main:sbom\", published: true}\n";
  private static final String TYPO = "nxet: {uri: \"more:more\", published: true}\n";
  private static final String NEXT = "next: {uri: \"more:more\", published: true}\n";
  private static final String DOUBLE = "double: {uri: \"again:sbom\", published: true}\n";

  /** What is enrolled is for good: a name in a file that is not taken must not be. */
  @Test
  void reload_refusedForOneKey_recordsNoneOfTheOthers() throws Exception {
    NewKeystore.create(directory.resolve("more.p12"), "more", "correct".toCharArray());
    Config first = SmallConfig.in(directory, ONE, TWO_BACKENDS);
    try (SignerRuntime runtime = SignerRuntime.start(first, NOBODY, failure -> {})) {
      Config refused = SmallConfig.in(directory, ONE + TYPO + DOUBLE, TWO_BACKENDS);
      assertThat(runtime.reload(refused)).isInstanceOf(Reload.Rejected.class);
      Config corrected = SmallConfig.in(directory, ONE + NEXT, TWO_BACKENDS);
      assertThat(runtime.reload(corrected)).isInstanceOf(Reload.Applied.class);
      assertThat(runtime.unavailableKeys()).isEmpty();
    }
  }

  @Test
  void start_refusedForOneKey_orForAnotherSetting_recordsNoKey() throws Exception {
    NewKeystore.create(directory.resolve("more.p12"), "more", "correct".toCharArray());
    assertThat(failure(SmallConfig.in(directory, ONE + TYPO + DOUBLE, TWO_BACKENDS)).reason())
        .isEqualTo(Reason.POLICY);
    SmallConfig.in(directory, ONE + TYPO, TWO_BACKENDS);
    Path file = directory.resolve("signer.yaml");
    Map<String, String> secret = Map.of("STELLA_SERVER_NONCE_SECRET", "file:nonces");
    Files.writeString(directory.resolve("nonces"), "short");
    assertThat(failure(ConfigReader.read(file, secret)).reason()).isEqualTo(Reason.SETTINGS);
    Config right = SmallConfig.in(directory, ONE + NEXT, TWO_BACKENDS);
    try (SignerRuntime runtime = SignerRuntime.start(right, NOBODY, failure -> {})) {
      assertThat(runtime.isCatalogNew()).isTrue();
      assertThat(runtime.signer().trust().utf8()).contains("\"state\":\"active\"");
    }
  }

  @Test
  void start_releaseKeyAsSigningKey_isRefused() throws Exception {
    Files.writeString(directory.resolve("release.pub"), key.pem());

    StartFailed failed =
        failure(config("sbom", "releases: {signers: {release: {key: release.pub}}}"));

    assertThat(failed.reason()).isEqualTo(Reason.POLICY);
    assertThat(failed).hasMessageContaining("release key");
  }

  @Test
  void start_nonceSecretThatIsTooShort_isRefused() throws Exception {
    config("sbom", "");
    Path file = directory.resolve("signer.yaml");
    Map<String, String> secret = Map.of("STELLA_SERVER_NONCE_SECRET", "file:nonces");
    Files.writeString(directory.resolve("nonces"), "0123456789012345678901234567890\n");

    StartFailed failed = failure(ConfigReader.read(file, secret));

    assertThat(failed.reason()).isEqualTo(Reason.SETTINGS);
    assertThat(failed)
        .hasMessage("server.nonceSecret: the secret of the nonces has at least 32 bytes");

    Files.writeString(directory.resolve("nonces"), "01234567890123456789012345678901\n");
    SignerRuntime.start(ConfigReader.read(file, secret), NOBODY, failure -> {}).close();
  }

  @Test
  void start_whatTheFileWouldNotSay_namesItsSection() throws Exception {
    Config config = config("sbom", "");
    AuthoritySettings authority =
        new AuthoritySettings(
            "main",
            config.authorities().get(0).issuer(),
            URI.create("http://authority.example/jwks.json"),
            "signer",
            "scanner_digest",
            Set.of(),
            Set.of("at+jwt"),
            Set.of(),
            Duration.ofHours(1),
            null,
            Set.of(),
            new ConnectionSettings(List.of(), null, null));
    Config inTheClear =
        new Config(
            config.server(),
            List.of(authority),
            config.licensing(),
            config.store(),
            config.plans(),
            config.tenants(),
            config.keys(),
            config.releases(),
            config.limits(),
            config.crypto(),
            config.seal(),
            config.approvals(),
            config.bypass(),
            config.page(),
            config.securityKeys(),
            config.sigstore(),
            config.verification());

    StartFailed failed = failure(inTheClear);

    assertThat(failed.reason()).isEqualTo(Reason.SETTINGS);
    assertThat(failed)
        .hasMessageStartingWith("authorities.main.jwksUri: ")
        .hasMessageContaining("https");
    SignerRuntime.start(config, NOBODY, failure -> {}).close();
  }

  @Test
  void examination_ofAStoreThatIsNotThere_makesNone() throws Exception {
    Map<String, ReadinessProbe.State> found = Examination.of(config("sbom", ""));

    assertThat(found.get(Examination.STORE).ok()).isTrue();
    assertThat(found.get(Examination.STORE).why()).contains("the first start makes");
    assertThat(found.get("signing-keys:main").ok()).isTrue();
    assertThat(found.get("authority:main").ok()).isFalse();
    assertThat(found.get("licensing").ok()).isFalse();
    assertThat(directory.resolve("store")).doesNotExist();
  }

  @Test
  void examination_besideAService_looksAtEverythingButItsStore() throws Exception {
    Config config = config("sbom", "");
    try (SignerRuntime running = SignerRuntime.start(config, NOBODY, failure -> {})) {
      Map<String, ReadinessProbe.State> found = Examination.of(config);

      assertThat(found.get(Examination.STORE).ok()).isTrue();
      assertThat(found.get("signing-keys:main").ok()).isTrue();
      assertThat(running.readiness().check().get("journal").ok()).isTrue();
    }
  }

  @Test
  void readiness_lessFreeSpaceThanAskedFor_isNotReadyAndSaysSo() throws Exception {
    Config config = config("sbom", "");
    Path file = directory.resolve("signer.yaml");
    String yaml = Files.readString(file);
    Files.writeString(file, yaml.replace("store}", "store, leastFree: 1000000GiB}"));
    Config much = ConfigReader.read(file, Map.of());
    try (SignerRuntime running = SignerRuntime.start(config, NOBODY, failure -> {})) {
      assertThat(running.readiness().check().get("journal").ok()).isTrue();
      assertThat(running.storeRoom().free()).isPositive();
      assertThat(running.storeRoom().database()).isPositive();
    }
    try (SignerRuntime running = SignerRuntime.start(much, NOBODY, failure -> {})) {
      ReadinessProbe.State journal = running.readiness().check().get("journal");
      assertThat(journal.ok()).isFalse();
      assertThat(journal.why()).contains("free", "store.leastFree");
    }
  }

  @Test
  void examination_directoryThatOthersMayWrite_saysWhatToDo() throws Exception {
    Path store = Files.createDirectory(directory.resolve("store"));
    Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThat(Examination.of(config("sbom", "")).get(Examination.STORE))
        .satisfies(state -> assertThat(state.ok()).isFalse())
        .satisfies(state -> assertThat(state.why()).contains("chmod 700"));
  }

  @Test
  void examination_storeThatCannotBe_saysWhy() throws Exception {
    Files.writeString(directory.resolve("store"), "a file");

    assertThat(Examination.of(config("sbom", "")).get(Examination.STORE))
        .satisfies(state -> assertThat(state.ok()).isFalse())
        .satisfies(state -> assertThat(state.why()).contains("no directory"));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void examination_storeWhereNothingCanBeMade_saysSo() throws Exception {
    assertThat(ProbedPlaces.directory(Path.of("/proc/x")).ok()).isFalse();
    assertThat(ProbedPlaces.directory(Path.of("/proc/self/x/y")).ok()).isFalse();
    assertThat(ProbedPlaces.directory(Path.of("/proc")).ok()).isFalse();
  }

  @Test
  void examination_ofADirectory_leavesNothingInIt() throws Exception {
    Path store = Files.createDirectory(directory.resolve("kept"));

    assertThat(ProbedPlaces.directory(store).ok()).isTrue();
    assertThat(ProbedPlaces.directory(store.resolve("a/b")).ok()).isTrue();
    assertThat(store).isEmptyDirectory();
  }

  @Test
  void examination_portInUse_isWrong() throws Exception {
    Config config = config("sbom", "");
    InetAddress host = InetAddress.getByName(config.server().listen().host());
    try (ServerSocket taken = new ServerSocket(config.server().listen().port(), 1, host)) {
      State listener = Examination.of(config).get(Examination.LISTENER);

      assertThat(listener.ok()).isFalse();
      assertThat(listener.why()).contains(":" + taken.getLocalPort());
    }
  }

  @Test
  void examination_nonceSecretThatIsTooShort_saysSoAndLooksAtTheRest() throws Exception {
    config("sbom", "");
    Files.writeString(directory.resolve("nonces"), "short\n");
    Map<String, String> secret = Map.of("STELLA_SERVER_NONCE_SECRET", "file:nonces");

    Map<String, ReadinessProbe.State> found =
        Examination.of(ConfigReader.read(directory.resolve("signer.yaml"), secret));

    assertThat(found.get("configuration").why())
        .isEqualTo("server.nonceSecret: the secret of the nonces has at least 32 bytes");
    assertThat(found.get("signing-keys:main").ok()).isTrue();
  }

  @Test
  void examination_wrongPassword_saysWhichKeystore() throws Exception {
    Config config = config("sbom", "");
    Files.writeString(directory.resolve("password"), "wrong-password\n");

    assertThat(Examination.of(config).get("signing-keys").why())
        .contains("key backend main")
        .doesNotContain("wrong-password");
  }

  @Test
  void readiness_nobodyAnswers_saysWho() throws Exception {
    try (SignerRuntime runtime = SignerRuntime.start(config("sbom", ""), NOBODY, failure -> {})) {
      Map<String, ReadinessProbe.State> states = runtime.readiness().check(Duration.ofSeconds(30));

      assertThat(states.get("journal").ok()).isTrue();
      assertThat(states.get("signing-keys:main").ok()).isTrue();
      assertThat(states.get("authority:main").ok()).isFalse();
      assertThat(states.get("licensing").ok()).isFalse();
    }
  }

  @Test
  void developmentKit_notOnTheClassPath_isNotFound() {
    assertThat(DevelopmentKit.find()).isEmpty();
  }
}
