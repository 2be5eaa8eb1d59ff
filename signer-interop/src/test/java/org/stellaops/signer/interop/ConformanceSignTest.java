package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.model.Bytes;

/**
 * {@code stella conformance sign-bundle} with Fulcio, the log of its certificates, a timestamp
 * authority and Rekor v2, and what other clients say of the bundle.
 */
class ConformanceSignTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TYPE = "https://example.test/predicate/v1";
  private static final String WORKLOAD = SigstoreStack.workload("acme");

  @TempDir private static Path directory;

  private static SigstoreStack stack;
  private static Path artifact;
  private static Path config;

  @BeforeAll
  static void start() throws IOException {
    stack = SigstoreStack.start(directory);
    artifact = Files.writeString(directory.resolve("app.bin"), "an artifact");
    config = signingConfig("signing_config.json", 2);
  }

  private static Path signingConfig(String name, int rekorVersion) throws IOException {
    ObjectNode form = JSON.createObjectNode();
    form.put("mediaType", "application/vnd.dev.sigstore.signingconfig.v0.2+json");
    service(form, "caUrls", stack.fulcio(), 1);
    service(form, "oidcUrls", URI.create(stack.identities().issuer()), 1);
    service(form, "rekorTlogUrls", stack.rekor(), rekorVersion);
    service(form, "tsaUrls", stack.timestamps(), 1);
    form.putObject("rekorTlogConfig").put("selector", "ANY");
    form.putObject("tsaConfig").put("selector", "ALL");
    return Files.write(directory.resolve(name), JSON.writeValueAsBytes(form));
  }

  private static void service(ObjectNode form, String name, URI url, int version) {
    ObjectNode service = form.putArray(name).addObject();
    service.put("url", url.toString()).put("majorApiVersion", version).put("operator", "test");
    service.putObject("validFor").put("start", "2024-01-01T00:00:00Z");
  }

  @AfterAll
  static void stop() {
    if (stack != null) {
      stack.close();
    }
  }

  private static Command.Outcome sign(Path file, Path bundle, Path signingConfig, String... more) {
    List<String> words = new ArrayList<>(List.of("conformance", "sign-bundle"));
    words.addAll(List.of(more));
    words.addAll(
        List.of(
            "--identity-token",
            stack.identities().token(WORKLOAD),
            "--bundle",
            bundle.toString(),
            "--trusted-root",
            stack.trustedRoot().toString(),
            "--signing-config",
            signingConfig.toString(),
            file.toString()));
    return Command.of(Tools.stella(), words.toArray(String[]::new)).run();
  }

  private static KeylessVerifiers verifiers(String identity) {
    return new KeylessVerifiers(
        directory, stack.trustedRoot(), identity, stack.identities().issuer());
  }

  private static Command.Outcome stellaVerifies(Path bundle, String of) {
    return Command.of(
            Tools.stella(),
            "conformance",
            "verify-bundle",
            "--bundle",
            bundle.toString(),
            "--certificate-identity",
            WORKLOAD,
            "--certificate-oidc-issuer",
            stack.identities().issuer(),
            "--trusted-root",
            stack.trustedRoot().toString(),
            of)
        .run();
  }

  @Test
  void file_signed_isTakenByOtherClientsAndOurs() {
    Path bundle = directory.resolve("file.sigstore.json");
    Command.Outcome signed = sign(artifact, bundle, config);
    assertThat(signed.exit()).as(signed.toString()).isZero();

    Map<String, Command.Outcome> verdicts = new LinkedHashMap<>();
    verdicts.put("cosign", verifiers(WORKLOAD).cosignBlob(bundle, artifact));
    verdicts.put("sigstore-go", verifiers(WORKLOAD).sigstoreGo(bundle, artifact));
    verdicts.put("stella", stellaVerifies(bundle, artifact.toString()));
    verdicts.forEach(
        (name, outcome) -> assertThat(outcome.exit()).as("%s: %s", name, outcome).isZero());
    KeylessVerifiers another = verifiers(SigstoreStack.workload("other"));
    assertThat(another.cosignBlob(bundle, artifact).exit()).isNotZero();
    assertThat(another.sigstoreGo(bundle, artifact).exit()).isNotZero();
  }

  @Test
  void statement_signed_isTakenByFourOtherClientsAndOurs() throws IOException {
    String sha256 = Bytes.copyOf(Files.readAllBytes(artifact)).sha256().hex();
    Path statement =
        Files.writeString(
            directory.resolve("statement.json"),
            "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"name\":\"app.bin\","
                + "\"digest\":{\"sha256\":\""
                + sha256
                + "\"}}],\"predicateType\":\""
                + TYPE
                + "\",\"predicate\":{}}");
    Path bundle = directory.resolve("statement.sigstore.json");
    Command.Outcome signed = sign(statement, bundle, config, "--in-toto");
    assertThat(signed.exit()).as(signed.toString()).isZero();

    Map<String, Command.Outcome> verdicts = new LinkedHashMap<>();
    verdicts.put("cosign", verifiers(WORKLOAD).cosign(bundle, TYPE, artifact));
    verdicts.put("sigstore-go", verifiers(WORKLOAD).sigstoreGo(bundle, artifact));
    verdicts.put("sigstore-python", verifiers(WORKLOAD).sigstorePython(bundle, sha256));
    verdicts.put("@sigstore/verify", verifiers(WORKLOAD).sigstoreJs(bundle));
    verdicts.put("stella", stellaVerifies(bundle, "sha256:" + sha256));
    verdicts.forEach(
        (name, outcome) -> assertThat(outcome.exit()).as("%s: %s", name, outcome).isZero());
  }

  @Test
  void logOfAnotherVersion_isRefusedBeforeAnythingIsAsked() throws IOException {
    Path bundle = directory.resolve("v1.sigstore.json");
    Command.Outcome outcome = sign(artifact, bundle, signingConfig("v1.json", 1));
    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.err()).contains("API version 1");
    assertThat(bundle).doesNotExist();
  }

  @Test
  void rootThatDoesNotTrustTheLog_keepsNothing() throws IOException {
    ObjectNode root = (ObjectNode) JSON.readTree(stack.trustedRoot().toFile());
    root.putArray("tlogs");
    Path other = Files.write(directory.resolve("no-log.json"), JSON.writeValueAsBytes(root));
    Path bundle = directory.resolve("untrusted.sigstore.json");
    Command.Outcome outcome =
        Command.of(
                Tools.stella(),
                "conformance",
                "sign-bundle",
                "--identity-token=" + stack.identities().token(WORKLOAD),
                "--bundle=" + bundle,
                "--trusted-root=" + other,
                "--signing-config=" + config,
                artifact.toString())
            .run();
    assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(1);
    assertThat(outcome.err()).contains("does not verify").doesNotContain("eyJ");
    assertThat(bundle).doesNotExist();
  }
}
