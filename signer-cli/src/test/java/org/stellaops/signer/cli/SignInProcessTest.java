package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.cli.Ran.stella;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.bootstrap.DevelopmentKit.Development;
import org.stellaops.signer.bootstrap.DevelopmentKit.Ports;
import org.stellaops.signer.cli.client.DevelopmentClient;
import org.stellaops.signer.cli.client.DpopKey;
import org.stellaops.signer.cli.service.DevelopmentService;
import org.stellaops.signer.testkit.keyless.TestTimestampAuthority;
import org.stellaops.signer.testkit.keyless.TestTrustedRoot;

/** {@code stella sign} and {@code doctor} without a server: only the Authority runs. */
class SignInProcessTest {

  @TempDir static Path state;
  @TempDir Path scratch;

  private static Development development;
  private Path sbom;
  private Path poe;

  @BeforeAll
  static void start() {
    development = DevelopmentService.install(state.resolve("dev"), Ports.free(), false);
  }

  @AfterAll
  static void stop() {
    development.close();
  }

  @BeforeEach
  void documents() {
    sbom = Samples.sbom(scratch);
    URI authority = URI.create(development.config().authorities().get(0).issuer().value());
    poe =
        Samples.file(scratch, "poe", new DevelopmentClient(authority).proofOfEntitlement(Map.of()));
  }

  private Ran sign(Object... more) {
    return stella(
        List.of(
            "sign",
            "sbom",
            sbom,
            "--config",
            development.configFile(),
            "--poe",
            "file:" + poe,
            "--scanner-digest",
            Samples.RELEASED),
        more);
  }

  @Test
  void sign_inDevelopmentMode_sayThatItIsEmbedded() {
    Ran ran = stella("sign", "sbom", sbom, "--dev", "--output", "json");

    assertThat(ran.exit()).as(ran.err()).isZero();
    JsonNode answer = Samples.json(ran.out());
    assertThat(answer.at("/release/verdict").asText()).isEqualTo("attested");
    assertThat(answer.at("/bundle/sigstore")).hasSize(1);
  }

  /** Where the native library does not load, {@code accp} stops the start. */
  @ParameterizedTest
  @ValueSource(strings = {"auto", "bc", "jdk"})
  void sign_eachCryptoProvider_signsWhatVerifies(String provider) throws Exception {
    Path config =
        changed(
            "(?s)cyclonedx.org/bom\": \\{release: required\\}(.*)",
            "cyclonedx.org/bom\": {release: not-required}$1\ncrypto:\n  provider: "
                + provider
                + "\n");
    Path bundle = scratch.resolve("app.sigstore.json");
    Path key = scratch.resolve("signer.pub");

    Ran ran =
        stella(
            List.of(
                "sign",
                "sbom",
                sbom,
                "--config",
                config,
                "--tenant",
                "demo",
                "--instance",
                "dev",
                "--poe",
                "file:" + poe,
                "--bundle",
                bundle,
                "--public-key",
                key));

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(stella("verify", bundle, "--key", key, "--artifact", sbom).exit()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--key sbom --key second", "--profile both"})
  void sign_severalKeys_writesABundleAndAKeyForEach(String named) throws Exception {
    Path bundle = scratch.resolve("app.sigstore.json");
    Path key = scratch.resolve("signer.pub");
    List<Object> command =
        new ArrayList<>(
            List.of("sign", "sbom", sbom, "--dev", "--bundle", bundle, "--public-key", key));
    command.addAll(List.of(named.split(" ")));
    command.addAll(List.of("--envelope", scratch.resolve("app.dsse.json")));

    Ran ran = stella(command);

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.out()).isEmpty();
    assertThat(scratch.resolve("app.sigstore.json")).doesNotExist();
    assertThat(key).doesNotExist();
    for (String name : List.of("sbom", "second")) {
      Path own = scratch.resolve("app." + name + ".sigstore.json");
      assertThat(Samples.json(own).at("/dsseEnvelope/signatures")).hasSize(1);
      for (Path signed : List.of(own, scratch.resolve("app.dsse.json"))) {
        Ran verified =
            stella(
                "verify",
                signed,
                "--key",
                scratch.resolve("signer." + name + ".pub"),
                "--artifact",
                sbom);
        assertThat(verified.exit()).as(verified.out()).isZero();
      }
    }
    Ran crossed =
        stella(
            "verify",
            scratch.resolve("app.sbom.sigstore.json"),
            "--key",
            scratch.resolve("signer.second.pub"),
            "--artifact",
            sbom);
    assertThat(crossed.exit()).isEqualTo(1);
    assertThat(Samples.json(scratch.resolve("app.dsse.json")).at("/signatures")).hasSize(2);
    try (Stream<Path> files = Files.list(scratch)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(file -> file.endsWith(".part"));
    }
  }

  @Test
  void sign_severalKeysToStandardOutput_printsOneBundleOnEachLine() {
    Ran ran =
        stella(
            "sign",
            "sbom",
            sbom,
            "--dev",
            "--profile",
            "both",
            "--public-key",
            scratch.resolve("signer.pub"));

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.out().lines())
        .hasSize(2)
        .allSatisfy(
            line -> assertThat(Samples.json(line).at("/dsseEnvelope/signatures")).hasSize(1));
  }

  @Test
  void sign_fileOfASecondKeyThatCannotBeWritten_isKnownBeforeTheRequest() throws Exception {
    Files.createDirectory(scratch.resolve("app.second.sigstore.json"));
    Path bundle = scratch.resolve("app.sigstore.json");
    Path key = scratch.resolve("signer.pub");

    Ran ran =
        stella(
            "sign",
            "sbom",
            sbom,
            "--dev",
            "--key",
            "sbom",
            "--key",
            "second",
            "--bundle",
            bundle,
            "--public-key",
            key);

    assertThat(ran.exit()).isEqualTo(3);
    assertThat(ran.err()).contains("app.second.sigstore.json").doesNotContain("audit id");
  }

  @Test
  void sign_profilesFileThatWouldOverwriteTheDocument_leavesItAndSaysThatItIsSigned()
      throws Exception {
    Path document = Files.copy(sbom, scratch.resolve("app.second.json"));
    String before = Files.readString(document);

    Ran ran =
        stella(
            "sign",
            "sbom",
            document,
            "--dev",
            "--profile",
            "both",
            "--bundle",
            scratch.resolve("app.json"),
            "--public-key",
            scratch.resolve("signer.pub"));

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("would overwrite the document").contains("it is signed");
    assertThat(Files.readString(document)).isEqualTo(before);
    assertThat(scratch.resolve("app.sbom.json")).exists();
  }

  @Test
  void sign_keyTwiceOrKeyAndProfile_isAWrongCommand() {
    assertThat(stella("sign", "sbom", sbom, "--dev", "--key", "a", "--key", "a").exit())
        .isEqualTo(2);
    assertThat(stella("sign", "sbom", sbom, "--dev", "--key", "a", "--profile", "b").err())
        .contains("not both");
  }

  @Test
  void sign_inDevelopmentModeAgainstPolicy_isNo() {
    Path statement =
        Samples.file(
            scratch,
            "s.json",
            "{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicate\":{},\"predicateType\":"
                + "\"https://example.com/other\",\"subject\":[{\"digest\":{\"sha256\":\""
                + "ab".repeat(32)
                + "\"},\"name\":\"a\"}]}");

    Ran ran =
        stella(
            "sign", "statement", statement, "--dev", "--public-key", scratch.resolve("signer.pub"));

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).contains("policy_denied").containsPattern("audit id [0-9a-f-]{36}");
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void sign_inDevelopmentModeWithoutKeepingTheKey_isAWrongCommand() {
    Ran ran = stella("sign", "sbom", sbom, "--dev", "--bundle", scratch.resolve("b.json"));

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("thrown away").contains("--public-key FILE");
  }

  @Test
  void sign_configuredForAnotherInstallation_isNo() {
    Ran ran = sign("--tenant", "demo");

    assertThat(ran.exit()).as(ran.err()).isEqualTo(1);
    assertThat(ran.err()).contains("not_entitled");
  }

  @Test
  void sign_unknownTenant_isNo() {
    Ran ran = sign("--tenant", "nobody", "--instance", "dev");

    assertThat(ran.exit()).as(ran.err()).isEqualTo(1);
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void sign_configuredWithoutAnAttestedImage_isUnbound() {
    Ran ran = sign("--tenant", "demo", "--instance", "dev");

    assertThat(ran.exit()).as(ran.err()).isEqualTo(1);
    assertThat(ran.err()).contains("release_unbound");
  }

  @Test
  void sign_namesThatCannotBe_areAWrongCommand() {
    assertThat(sign("--tenant", "no tenant\n").exit()).isEqualTo(2);
    assertThat(sign("--tenant", "demo", "--instance", "").exit()).isEqualTo(2);
    assertThat(sign().err()).contains("--tenant NAME");
  }

  @Test
  void doctor_workingConfiguration_isGood() {
    Ran text = stella("doctor", "--config", development.configFile());
    Ran json = stella("doctor", "--config", development.configFile(), "--output", "json");

    assertThat(text.exit()).as(text.out()).isZero();
    assertThat(text.out())
        .contains(
            "configuration: ok",
            "authority:main: ok",
            "signing-keys:dev: ok",
            "listener: ok",
            "management: ok",
            "licensing-answer: ok",
            "registry:sample: ok");
    assertThat(Samples.json(json.out()).at("/good").asBoolean()).isTrue();
    assertThat(Samples.json(json.out()).at("/findings"))
        .extracting(found -> found.get("name").asText() + found.get("ok").asBoolean())
        .contains("licensingtrue", "storetrue");
  }

  @Test
  void doctor_releasesRequiredWithoutASource_warns() throws Exception {
    Path config = changed("  sources:\n    sample: .*\n", "  sources: {}\n");
    Ran ran = stella("doctor", "--config", config);
    Ran none =
        stella(
            "doctor",
            "--config",
            Files.writeString(
                config.resolveSibling("none.yaml"),
                Files.readString(config).replace("release: required", "release: not-required")));

    assertThat(ran.exit()).as(ran.out()).isZero();
    assertThat(ran.out()).containsPattern("(?m)^releases: warning: .* require it, .*: demo$");
    assertThat(none.exit()).as(none.out()).isZero();
    assertThat(none.out()).doesNotContain("releases:");
    assertThat(stella("doctor", "--config", development.configFile()).out())
        .doesNotContain("releases:");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void doctor_storeThatCannotBeMade_isWrong() throws Exception {
    Ran ran = stella("doctor", "--config", changed("directory: store", "directory: /proc/x"));

    assertThat(ran.exit()).as(ran.out()).isEqualTo(1);
    assertThat(ran.out()).contains("store: WRONG: ", "/proc/x");
  }

  @Test
  void doctor_licensingThatAnswersInAnotherForm_isWrong() throws Exception {
    Ran ran = stella("doctor", "--config", changed("/licensing/introspect", "/licensing/proof"));

    assertThat(ran.exit()).as(ran.out()).isEqualTo(1);
    assertThat(ran.out()).contains("licensing: ok", "licensing-answer: WRONG: no usable answer");
  }

  /** Other requests are signed without it. */
  @Test
  void doctor_timestampAuthorityThatIsOut_isAWarning() throws Exception {
    Path root = development.configFile().resolveSibling("root.json");
    Files.writeString(
        root,
        TestTrustedRoot.empty()
            .with(TestTimestampAuthority.create("down", Instant.parse("2026-01-01T00:00:00Z")))
            .json());
    Path config =
        changed(
            "(?m)^store:",
            "sigstore: {trustedRoot: root.json, timestamps: {authorities: {down: {url:"
                + " \"http://127.0.0.1:1/\"}}}}\nstore:");

    Ran text = stella("doctor", "--config", config);
    Ran json = stella("doctor", "--config", config, "--output", "json");

    assertThat(text.exit()).as(text.out() + text.err()).isZero();
    assertThat(text.out()).contains(":down: warning: not needed by every request: ");
    assertThat(json.exit()).isZero();
    assertThat(SchemaCheck.faults(Samples.json(json.out()))).isEmpty();
    assertThat(Samples.json(json.out()).at("/findings"))
        .filteredOn(found -> found.has("needed"))
        .singleElement()
        .satisfies(found -> assertThat(found.get("ok").asBoolean()).isFalse());
  }

  /** The working configuration with something else in it. */
  private static Path changed(String what, String by) throws IOException {
    Path file = development.configFile();
    String before = Files.readString(file);
    String after = before.replaceAll(what, by);
    assertThat(after).isNotEqualTo(before);
    return Files.writeString(file.resolveSibling("changed.yaml"), after);
  }

  @Test
  void keysList_ofAConfiguration_namesTheTenantsKeys() throws Exception {
    Path config = development.configFile();

    Ran list = stella("keys", "list", "--config", config);
    Ran pem = stella("keys", "list", "--config", config, "--key", "second", "--pem");

    assertThat(list.exit()).as(list.err()).isZero();
    assertThat(list.out()).contains("  demo/sbom\n", "  demo/second\n");
    assertThat(pem.out()).matches("(?s)# sha256:[0-9a-f]{64}  demo/second\n-----BEGIN PUBLIC.*");
    String id = pem.out().substring(2, 73);
    assertThat(list.out()).contains(id);
    assertThat(stella("keys", "list", "--config", config, "--key", id, "--pem")).isEqualTo(pem);
    Ran lost = stella("keys", "list", "--config", changed("second:demo-second", "second:absent"));
    assertThat(lost.exit()).as(lost.out()).isEqualTo(5);
    assertThat(lost.out()).contains("  demo/sbom\n").doesNotContain("demo/second");
    assertThat(lost.err()).contains("key demo/second: ");
  }

  @Test
  void keysList_ofAKeyThatSeveralTenantsHave_wantsTheTenantToo() throws Exception {
    Path file = development.configFile();
    String second = "      second: {uri: \"second:demo-second\", published: true}\n";
    String both = "      both: {keys: [sbom, second]}\n";
    String content = Files.readString(file);
    assertThat(content).contains(second, both);
    String other =
        "  other:\n    plans: [dev]\n    subjects: [\"*\"]\n    predicateTypes:\n"
            + "      \"https://cyclonedx.org/bom\": {release: required}\n    keys:\n";
    Path config =
        Files.writeString(
            file.resolveSibling("tenants.yaml"),
            content
                .replace(second, "")
                .replace(both, other + second.replace("second: {", "sbom: {")));

    Ran named = stella("keys", "list", "--config", config, "--key", "sbom");
    Ran one = stella("keys", "list", "--config", config, "--key", "other/sbom");

    assertThat(named.exit()).as(named.out()).isEqualTo(2);
    assertThat(named.err())
        .contains("several tenants have a key sbom; name one of demo/sbom, other/sbom");
    assertThat(named.out()).isEmpty();
    assertThat(one.exit()).as(one.err()).isZero();
    assertThat(one.out()).endsWith("  other/sbom\n").hasLineCount(1);
  }

  @Test
  void doctor_withAToken_readsTheRoomOfTheStoreAndSpendsNothing() {
    Path key = Samples.dpopKey(scratch);
    DevelopmentClient authority =
        new DevelopmentClient(
            URI.create(development.config().authorities().get(0).issuer().value()));
    Path token =
        Samples.file(
            scratch, "token", authority.token(DpopKey.read(key), Map.of("scope", "signer.sign")));
    List<Object> doctor =
        List.of(
            "doctor",
            "--config",
            development.configFile(),
            "--token",
            "file:" + token,
            "--poe",
            "file:" + poe,
            "--dpop-key",
            key);
    assertThat(sign("--tenant", "demo", "--instance", "dev").exit()).isEqualTo(1);
    Ran before = stella("store", "check", "--config", development.configFile());

    Ran first = stella(doctor);
    Ran second = stella(doctor);

    assertThat(first.exit()).as(first.out() + first.err()).isZero();
    assertThat(second).isEqualTo(first);
    assertThat(stella("store", "check", "--config", development.configFile())).isEqualTo(before);
    assertThat(before.out()).startsWith("good: ");
    assertThat(first.out())
        .contains("\nscope: ok: signer.sign\n", "\nkeys: ok: sbom sha256:", "\nrate: ok: ")
        .containsPattern("\nrelease: ok: attested image sha256:[0-9a-f]{64} from sample by key ");
    assertThat(stella(doctor, "--scanner-digest", Samples.UNSIGNED).out())
        .contains("\nrelease: WRONG: digest-mismatch: ");
  }

  @Test
  void doctor_brokenConfiguration_saysWhatIsWrong() {
    Path broken = Samples.file(scratch, "broken.yaml", "server: {listen: {port: none}}\n");

    Ran ran = stella("doctor", "--config", broken);

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out()).contains("configuration: ", "server.listen.port");
  }
}
