package org.stellaops.signer.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.bootstrap.config.ConfigRefused;
import org.stellaops.signer.bootstrap.libraries.PlantedLibrary;
import org.stellaops.signer.ports.Observations;

/** Backends whose library is beside the service, and key files: from the configuration to keys. */
class OptionalBackendTest {

  private static final Observations NOBODY = trace -> {};
  private static final String TOKEN =
      "hsm: {type: pkcs11, module: module.so, token: 'pkcs11:token=stella', pin: 'file:pin'}";
  private static final String TOKEN_KEY =
      "hsm: {uri: 'hsm:pkcs11:object=stella;id=%01', published: true}";

  @TempDir Path directory;

  @BeforeEach
  void files() throws IOException {
    Files.writeString(directory.resolve("module.so"), "");
    Files.writeString(directory.resolve("pin"), "first\n");
    Files.createDirectories(directory.resolve("backends"));
  }

  private void plantToken() throws IOException {
    PlantedLibrary.fromResource(directory.resolve("backends"), "pkcs11", "Signing.txt");
  }

  private Config config(String keys, String backends) throws IOException, ConfigRefused {
    return SmallConfig.in(
        directory, keys, "keys:\n  libraries: backends\n  backends:\n" + backends.indent(4));
  }

  private List<String> asked() throws IOException {
    return Files.readAllLines(directory.resolve("asked"));
  }

  private static SignerRuntime start(Config config) throws StartFailed {
    return SignerRuntime.start(config, NOBODY, failure -> {});
  }

  private static Map<String, ReadinessProbe.State> readiness(SignerRuntime runtime) {
    return runtime.readiness().check(Duration.ofSeconds(30));
  }

  @Test
  void start_tokenWithItsLibrary_opensItsKeyByTheWholeReference_andClosesIt() throws Exception {
    plantToken();
    try (SignerRuntime runtime = start(config(TOKEN_KEY, TOKEN))) {
      assertThat(runtime.unavailableKeys()).isEmpty();
      assertThat(runtime.signer().trust().utf8()).contains("PKIX_ECDSA_P256_SHA_256");
      assertThat(readiness(runtime).get("signing-keys:hsm").ok()).isTrue();
    }

    assertThat(asked()).containsExactly("open first", "key pkcs11:object=stella;id=%01", "close");
  }

  @Test
  void readiness_tokenIsDown_saysWhichAndTheServiceStarts() throws Exception {
    plantToken();
    Files.writeString(directory.resolve("down"), "");
    Config config = config(TOKEN_KEY, TOKEN);
    try (SignerRuntime runtime = start(config)) {
      assertThat(readiness(runtime).get("signing-keys:hsm").ok()).isFalse();
      assertThat(readiness(runtime).get("journal").ok()).isTrue();
    }

    assertThat(Examination.of(config).get("signing-keys:hsm").ok()).isFalse();
  }

  @Test
  void start_libraryLacksAClassForOneKey_makesThatKeyUnavailableAlone() throws Exception {
    plantToken();
    String other = "broken: {uri: 'hsm:pkcs11:object=breaks'}";
    try (SignerRuntime runtime = start(config(TOKEN_KEY + "\n" + other, TOKEN))) {
      assertThat(runtime.unavailableKeys()).containsOnlyKeys("acme/broken");
      assertThat(runtime.unavailableKeys().get("acme/broken")).contains("gone/Gone");
    }
  }

  @Test
  void read_noLibrary_saysWhereItBelongsWithFileAndLine() {
    ConfigRefused refused =
        catchThrowableOfType(
            ConfigRefused.class,
            () ->
                config(
                    TOKEN_KEY,
                    "hsm:\n  pin: file:pin\n  module: module.so\n  token: a\n  type: pkcs11"));
    assumeThat(refused).as("a class path with no library of this type").isNotNull();

    assertThat(refused)
        .hasMessageContaining(
            "signer.yaml:24: keys.backends.hsm.type: there is no library of pkcs11")
        .hasMessageContaining("unpack stella-backend-pkcs11.tar.gz into " + directory);
  }

  @Test
  void start_brokenLibrary_saysSoAndClosesAll() throws Exception {
    Files.createDirectories(directory.resolve("backends/pkcs11"));
    Files.writeString(directory.resolve("backends/pkcs11/cut.jar"), "PK");
    Config config = config(TOKEN_KEY, TOKEN);

    StartFailed failed = catchThrowableOfType(StartFailed.class, () -> start(config).close());

    assertThat(failed.reason()).isEqualTo(StartFailed.Reason.KEYS);
    assertThat(failed).hasMessageContaining("key backend hsm: the library in " + directory);
    plantToken();
    start(config).close();
  }

  @Test
  void start_libraryThatNoBackendNeeds_isNotLoaded() throws Exception {
    Files.createDirectories(directory.resolve("backends/pkcs11"));
    Files.writeString(directory.resolve("backends/pkcs11/cut.jar"), "PK");
    pem("rsa.pem", "RSA");

    start(config("sbom: {uri: 'file:key'}", "file: {type: pem, file: rsa.pem}")).close();
  }

  @Test
  void start_pinIsGone_saysWhich() throws Exception {
    plantToken();
    Config config = config(TOKEN_KEY, TOKEN);
    Files.delete(directory.resolve("pin"));

    StartFailed failed = catchThrowableOfType(StartFailed.class, () -> start(config).close());

    assertThat(failed.reason()).isEqualTo(StartFailed.Reason.SECRET);
    assertThat(failed).hasMessageContaining("key backend hsm: no readable file");
  }

  @Test
  void reload_anotherPin_opensTheTokenAnew_andTheSamePinDoesNot() throws Exception {
    plantToken();
    try (SignerRuntime runtime = start(config(TOKEN_KEY, TOKEN))) {
      assertThat(runtime.reload(config(TOKEN_KEY, TOKEN))).isInstanceOf(Reload.Unchanged.class);
      assertThat(asked()).filteredOn(line -> line.startsWith("open")).containsExactly("open first");
      assertThat(asked()).as("may try a PIN again that was refused").contains("reloaded");

      Files.writeString(directory.resolve("pin"), "second\n");
      Reload reload = runtime.reload(config(TOKEN_KEY, TOKEN));

      // The planted token has a new key each time it is opened: one that changes is never used.
      assertThat(reload).isNotNull();
      assertThat(asked()).contains("open first", "open second");
    }
    assertThat(asked()).filteredOn("close"::equals).hasSize(2);
  }

  private KeyPair pem(String name, String algorithm) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(2048);
    KeyPair pair = generator.generateKeyPair();
    Path file = directory.resolve(name);
    Files.writeString(
        file,
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return pair;
  }

  @Test
  void start_pemKeyWithAnAlgorithm_signsByIt() throws Exception {
    pem("rsa.pem", "RSA");
    String key = "sbom: {uri: 'file:key', published: true, algorithm: rsa-pss-sha256}";
    try (SignerRuntime runtime = start(config(key, "file: {type: pem, file: rsa.pem}"))) {
      assertThat(runtime.unavailableKeys()).isEmpty();
      assertThat(runtime.signer().trust().utf8()).contains("PKIX_RSA_PSS_2048_SHA256");
    }
  }

  @Test
  void start_algorithmThatTheKeyDoesNotHave_makesItUnavailable() throws Exception {
    pem("rsa.pem", "RSA");
    String key = "sbom: {uri: 'file:key', algorithm: ed25519}";
    try (SignerRuntime runtime = start(config(key, "file: {type: pem, file: rsa.pem}"))) {
      assertThat(runtime.unavailableKeys()).containsOnlyKeys("acme/sbom");
    }
  }
}
