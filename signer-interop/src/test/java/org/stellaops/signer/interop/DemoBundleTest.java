package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code stella demo} leaves behind holds for programs that know nothing of it, and stops
 * holding when one byte changes.
 */
class DemoBundleTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path shared;
  private static Path demo = Path.of("");
  private static String printed = "";

  @TempDir Path copy;

  @BeforeAll
  static void runDemo() {
    demo = shared.resolve("demo");
    printed =
        Command.of(Tools.launcher(), "demo", "--dir", demo.toString())
            .in(shared)
            .within(Duration.ofMinutes(5))
            .succeed()
            .text();
  }

  @BeforeEach
  void copyDemo() throws IOException {
    try (Stream<Path> files = Files.list(demo)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
  }

  @Test
  void demo_done_leavesTheFilesThatItPromises() throws IOException {
    try (Stream<Path> files = Files.list(demo)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .contains(
              "sbom.cdx.json",
              "sbom.sigstore.json",
              "sbom.second.sigstore.json",
              "sbom.dsse.json",
              "signer.pub",
              "signer.second.pub",
              "audit.json",
              "verify.sh");
    }
    assertThat(Files.readString(copy.resolve("sbom.cdx.json"))).contains("\"CycloneDX\"");
    assertThat(Files.readString(copy.resolve("signer.pub")))
        .contains("BEGIN PUBLIC KEY")
        .doesNotContain("PRIVATE");
  }

  @Test
  void demo_done_printsTheCommandsOfVerifySh() throws IOException {
    assertThat(cosignCommands())
        .hasSize(2)
        .allSatisfy(command -> assertThat(oneLine(printed)).contains(command));
  }

  @Test
  void cosign_printedCommand_verifies() {
    Command.Outcome outcome = verifySh();

    assertThat(outcome.exit()).as(outcome.toString()).isZero();
    assertThat(outcome.text()).contains("Verified OK");
  }

  @Test
  void cosign_eachBundle_verifiesUnderItsOwnKeyOnly() {
    assertThat(cosign("sbom.sigstore.json", "signer.pub").exit()).isZero();
    assertThat(cosign("sbom.second.sigstore.json", "signer.second.pub").exit()).isZero();
    assertThat(cosign("sbom.sigstore.json", "signer.second.pub").exit()).isNotZero();
    assertThat(cosign("sbom.second.sigstore.json", "signer.pub").exit()).isNotZero();
  }

  private Command.Outcome cosign(String bundle, String key) {
    return Command.of(
            Tools.cosign(),
            "verify-blob-attestation",
            "--bundle",
            bundle,
            "--key",
            key,
            "--insecure-ignore-tlog",
            "--type",
            "https://cyclonedx.org/bom",
            "sbom.cdx.json")
        .in(copy)
        .env("HOME", copy.toString())
        .run();
  }

  @Test
  void cosign_artifactByteChanged_fails() throws IOException {
    flip(copy.resolve("sbom.cdx.json"));

    assertThat(verifySh().exit()).isNotZero();
  }

  @Test
  void allVerifiers_untouchedBundle_agree() {
    assertThat(sigstoreJs().out()).contains("verified");
    assertThat(openssl("sbom.sigstore.json").out()).contains("Verified OK");
    assertThat(openssl("sbom.dsse.json").out()).contains("Verified OK");
    Path second = copy.resolve("signer.second.pub");
    assertThat(new Verifiers(copy).openssl(copy.resolve("sbom.dsse.json"), second).out())
        .contains("Verified OK");
  }

  @Test
  void allVerifiers_payloadByteChanged_fail() throws IOException {
    changeEnvelope(envelope -> {
      byte[] payload = decode(envelope.get("payload"));
      payload[payload.length / 2] ^= 1;
      envelope.put("payload", encode(payload));
    });

    assertAllFail();
  }

  @Test
  void allVerifiers_signatureByteChanged_fail() throws IOException {
    changeEnvelope(envelope -> {
      ObjectNode signature = (ObjectNode) envelope.get("signatures").get(0);
      byte[] value = decode(signature.get("sig"));
      value[value.length - 1] ^= 1;
      signature.put("sig", encode(value));
    });

    assertAllFail();
  }

  @Test
  void allVerifiers_keyOfAnother_fail() {
    Path stranger = new Cosign(copy).generateKeyPair("stranger");
    copyOver(stranger, copy.resolve("signer.pub"));

    assertAllFail();
  }

  private void assertAllFail() {
    assertThat(verifySh().exit()).as("cosign").isNotZero();
    assertThat(sigstoreJs().exit()).as("@sigstore/verify").isNotZero();
    assertThat(openssl("sbom.sigstore.json").exit()).as("openssl").isNotZero();
  }

  private Command.Outcome verifySh() {
    return Command.of(Path.of("/bin/sh"), copy.resolve("verify.sh").toString())
        .in(copy)
        .env("PATH", Tools.cosign().getParent() + ":" + System.getenv("PATH"))
        .env("HOME", copy.toString())
        .run();
  }

  private Command.Outcome sigstoreJs() {
    return new Verifiers(copy)
        .sigstoreJs(copy.resolve("sbom.sigstore.json"), copy.resolve("signer.pub"));
  }

  private Command.Outcome openssl(String document) {
    return new Verifiers(copy).openssl(copy.resolve(document), copy.resolve("signer.pub"));
  }

  /** The commands of verify.sh, each on one line, from its name to the artifact. */
  private List<String> cosignCommands() throws IOException {
    List<String> lines = oneLine(Files.readString(copy.resolve("verify.sh"))).lines().toList();
    return lines.stream()
        .filter(line -> line.contains("cosign verify-blob-attestation"))
        .map(line -> line.substring(line.indexOf("cosign verify-blob-attestation")))
        .map(line -> line.replace("&&", "").strip())
        .toList();
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\\\\\R\\s*", "").replaceAll("[ \\t]+", " ");
  }

  private void changeEnvelope(Consumer<ObjectNode> change) throws IOException {
    Path file = copy.resolve("sbom.sigstore.json");
    JsonNode bundle = JSON.readTree(file.toFile());
    change.accept((ObjectNode) bundle.get("dsseEnvelope"));
    Files.writeString(file, JSON.writeValueAsString(bundle), StandardCharsets.UTF_8);
  }

  private static void flip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }

  private static void copyOver(Path from, Path to) {
    try {
      Files.write(to, Files.readAllBytes(from));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] decode(JsonNode text) {
    return Base64.getDecoder().decode(text.textValue());
  }

  private static String encode(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
