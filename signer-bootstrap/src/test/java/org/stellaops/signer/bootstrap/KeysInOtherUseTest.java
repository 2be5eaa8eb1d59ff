package org.stellaops.signer.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.bootstrap.ReadinessProbe.State;
import org.stellaops.signer.bootstrap.StartFailed.Reason;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.bootstrap.config.ConfigReader;
import org.stellaops.signer.bootstrap.config.ConfigRefused;
import org.stellaops.signer.ports.Observations;

/** A key that is shown in TLS signs for no tenant, wherever the configuration names it. */
class KeysInOtherUseTest {

  private static final Observations NOBODY = trace -> {};

  /** Besides what {@link SmallConfig} has: every other section that connects. */
  private static final String SECTIONS =
      """
      keys: {backends: {main: {type: keystore, file: keys.p12, password: "file:password"}}}
      releases:
        signers: {release: {key: release.pub}}
        sources: {own: {type: registry, url: "https://registry.example", repository: scanner}}
      """;

  @TempDir Path directory;

  @BeforeEach
  void makeKeystores() throws IOException {
    Files.writeString(
        directory.resolve("sbom.pub"),
        NewKeystore.create(directory.resolve("keys.p12"), "sbom", "correct".toCharArray()).pem());
    NewKeystore.create(directory.resolve("tls.p12"), "tls", "correct".toCharArray());
    Files.copy(directory.resolve("keys.p12"), directory.resolve("same.p12"));
    Files.writeString(
        directory.resolve("release.pub"),
        NewKeystore.create(directory.resolve("release.p12"), "release", "correct".toCharArray())
            .pem());
    Files.writeString(directory.resolve("password"), "correct\n");
  }

  private Config config(Map<String, String> more) throws IOException, ConfigRefused {
    SmallConfig.in(directory, "sbom: {uri: \"main:sbom\", published: true}", SECTIONS);
    return ConfigReader.read(directory.resolve("signer.yaml"), more);
  }

  private static StartFailed failure(Config config) {
    return catchThrowableOfType(
        StartFailed.class, () -> SignerRuntime.start(config, NOBODY, failure -> {}).close());
  }

  private static Map<String, String> tls(String keystore) {
    return Map.of("STELLA_SERVER_TLS_KEYSTORE", keystore, "STELLA_SERVER_TLS_PASSWORD", "env:P");
  }

  @Test
  void start_keyOfTheListener_signsForNobody() throws Exception {
    StartFailed failed = failure(with(tls("same.p12")));

    assertThat(failed.reason()).isEqualTo(Reason.POLICY);
    assertThat(failed)
        .hasMessage("key sbom of tenant acme is also the key of server.tls: one key has one use");
  }

  private Config with(Map<String, String> variables) throws IOException, ConfigRefused {
    Map<String, String> all = new HashMap<>(variables);
    all.put("P", "correct");
    return config(all);
  }

  /** Whoever may use a tenant's key must not be a person who signs emergency bypasses. */
  @Test
  void start_keyOfAnApprover_signsForNobody() throws Exception {
    SmallConfig.in(
        directory,
        "sbom: {uri: \"main:sbom\", published: true}",
        SECTIONS
            + """
            bypass:
              operators: [acme]
              approvers: {anna: {key: sbom.pub}, berta: {key: release.pub}}
            """);
    StartFailed failed = failure(ConfigReader.read(directory.resolve("signer.yaml"), Map.of()));

    assertThat(failed)
        .hasMessage(
            "key sbom of tenant acme is also the key of bypass.approvers.anna: one key has one"
                + " use");
  }

  @Test
  void start_otherKeyOfTheListener_starts() throws Exception {
    SignerRuntime.start(with(tls("tls.p12")), NOBODY, failure -> {}).close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AUTHORITIES_MAIN_CONNECTION",
        "LICENSING_CONNECTION",
        "RELEASES_SOURCES_OWN_CONNECTION"
      })
  void start_keyOfAClientCertificate_signsForNobody(String section) throws Exception {
    String setting = "STELLA_" + section + "_CLIENT_CERTIFICATE_";

    StartFailed failed =
        failure(with(Map.of(setting + "FILE", "same.p12", setting + "PASSWORD", "env:P")));

    assertThat(failed.reason()).isEqualTo(Reason.POLICY);
    assertThat(failed)
        .hasMessageContaining("is also the key of ")
        .hasMessageContaining("onnection.clientCertificate");
  }

  @Test
  void start_certificateOfAnotherKey_isRefused() throws Exception {
    KeyStore tls = TlsKeyFiles.pkcs12(directory.resolve("tls.p12"), "correct".toCharArray());
    KeyStore own = TlsKeyFiles.pkcs12(directory.resolve("keys.p12"), "correct".toCharArray());
    pem("chain.pem", "CERTIFICATE", tls.getCertificate("tls").getEncoded());
    pem("key.pem", "PRIVATE KEY", own.getKey("sbom", "correct".toCharArray()).getEncoded());

    StartFailed failed =
        failure(
            with(
                Map.of(
                    "STELLA_SERVER_TLS_CHAIN", "chain.pem", "STELLA_SERVER_TLS_KEY", "key.pem")));

    assertThat(failed)
        .hasMessageContaining("server.tls")
        .hasMessageContaining("not that of the certificate");
  }

  private void pem(String name, String label, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder().encodeToString(der);
    Files.writeString(
        directory.resolve(name),
        "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n");
  }

  @Test
  void reload_listenerGotTheKeyOfATenant_isRejectedAndSigningGoesOn() throws Exception {
    Config config = with(tls("tls.p12"));
    try (SignerRuntime runtime = SignerRuntime.start(config, NOBODY, failure -> {})) {
      Files.copy(
          directory.resolve("same.p12"),
          directory.resolve("tls.p12"),
          StandardCopyOption.REPLACE_EXISTING);

      assertThat(runtime.reload(with(tls("tls.p12"))))
          .isInstanceOfSatisfying(
              Reload.Rejected.class,
              rejected ->
                  assertThat(rejected.problems())
                      .singleElement()
                      .asString()
                      .contains("server.tls"));
      assertThat(runtime.signer().trust().utf8()).contains("sha256:");
    }
  }

  @Test
  void reload_settingThatNeedsARestart_isNamed() throws Exception {
    try (SignerRuntime runtime = SignerRuntime.start(with(Map.of()), NOBODY, failure -> {})) {
      assertThat(runtime.reload(with(Map.of("STELLA_KEYS_CONFIRM_WITHIN", "5m"))))
          .isInstanceOfSatisfying(
              Reload.Rejected.class,
              rejected ->
                  assertThat(rejected.problems())
                      .singleElement()
                      .asString()
                      .startsWith("keys.confirmWithin: changed"));
    }
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void examination_secretThatEverybodyMayRead_isNamed() throws Exception {
    Path password = directory.resolve("password");
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-r--r--"));
    Map<String, State> open = Examination.of(with(Map.of()));
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-r-----"));

    assertThat(open.get("secrets").why())
        .isEqualTo(
            "warning: keys.backends.main.password: everybody on this machine may read "
                + password
                + ": run chmod 600 "
                + password);
    assertThat(Examination.of(with(Map.of()))).doesNotContainKey("secrets");
  }

  @Test
  void configuredKeys_whereOneCannotBeRead_areTheOthers() throws Exception {
    SmallConfig.in(directory, "sbom: {uri: \"main:sbom\"}\nnone: {uri: \"main:none\"}\n", SECTIONS);
    ConfiguredKeys.Found found =
        ConfiguredKeys.of(ConfigReader.read(directory.resolve("signer.yaml"), Map.of()));

    assertThat(found.keys()).extracting(ConfiguredKeys.ConfiguredKey::name).containsExactly("sbom");
    assertThat(found.missing()).containsOnlyKeys("acme/none");
  }

  @Test
  void examination_keyOfTheListener_isWrong() throws Exception {
    Map<String, State> found = Examination.of(with(tls("same.p12")));

    assertThat(found.get("signing-keys").ok()).isFalse();
    assertThat(found.get("signing-keys").why()).contains("server.tls");
  }
}
