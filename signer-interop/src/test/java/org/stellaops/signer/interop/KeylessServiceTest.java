package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.interop.Caller.Reply;

/**
 * The service signs keyless with a real Fulcio, its certificate log and a real timestamp authority;
 * what it answers is logged by a real Rekor v2 as it is, and taken by five verifiers. The outages
 * come last: what is stopped stays so.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KeylessServiceTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String IMAGE = "sha256:" + "0".repeat(64);
  private static final String TYPE = "https://cyclonedx.org/bom";
  private static final String TENANT = "demo";

  @TempDir private static Path directory;

  private static SigstoreStack stack;
  private static Service service;
  private static Caller caller;

  @BeforeAll
  static void start() throws IOException {
    stack = SigstoreStack.start(Files.createDirectory(directory.resolve("sigstore")));
    Path state = Files.createDirectory(directory.resolve("state"));
    Files.writeString(
        state.resolve("identity.jwt"), stack.identities().token(SigstoreStack.workload(TENANT)));
    service = Service.configured(state, KeylessServiceTest::configuration);
    caller = new Caller(service, Map.of("scanner_digest", IMAGE));
  }

  @AfterAll
  static void stop() {
    if (caller != null) {
      caller.close();
    }
    if (service != null) {
      service.close();
    }
    if (stack != null) {
      stack.close();
    }
  }

  private static String configuration(String development) {
    String identity =
        """
            keyless:
              subject: SUBJECT
              issuer: "ISSUER"
              fallback: FALLBACK
              token: {type: file, file: identity.jwt}
            keys:
        """
            .replace("SUBJECT", SigstoreStack.workload(TENANT))
            .replace("ISSUER", stack.identities().issuer())
            .replace("FALLBACK", "sbom");
    String sigstore =
        """
        sigstore:
          trustedRoot: "ROOT"
          fulcio: {url: "FULCIO"}
          timestamps:
            authorities:
              local: {url: "TIME"}
        """
            .replace("ROOT", stack.trustedRoot().toString())
            .replace("FULCIO", stack.fulcio().toString())
            .replace("TIME", stack.timestamps().toString());
    assertThat(development).contains("    keys:\n").contains("signaturesPerDay:");
    return development
            .replace("bom\": {release: required}", "bom\": {release: not-required}")
            .replaceFirst(
                "( +)signaturesPerDay:", "$1features: [keyful, keyless]\n$1signaturesPerDay:")
            .replaceFirst("    keys:\n", identity)
        + sigstore;
  }

  private static JsonNode sign(String artifact, String mode) {
    Reply reply = reply(artifact, mode);
    assertThat(reply.status()).as(reply + service.log()).isEqualTo(200);
    return reply.json();
  }

  private static Reply reply(String artifact, String mode) {
    ObjectNode body = caller.sbom(artifact, IMAGE);
    ((ObjectNode) body.get("options")).put("signingMode", mode).put("returnBundle", "both");
    return caller.sign(body);
  }

  private static Path artifact() throws IOException {
    return Files.writeString(directory.resolve("app"), "app", StandardCharsets.UTF_8);
  }

  private static KeylessVerifiers verifiers() {
    return new KeylessVerifiers(
        directory,
        stack.trustedRoot(),
        SigstoreStack.workload(TENANT),
        stack.identities().issuer());
  }

  private static Command stella(Path bundle, String... more) {
    return Command.of(
            Tools.stella(),
            "verify",
            bundle.toString(),
            "--trusted-root",
            stack.trustedRoot().toString(),
            "--certificate-identity",
            SigstoreStack.workload(TENANT),
            "--certificate-oidc-issuer",
            stack.identities().issuer())
        .with(more);
  }

  @Test
  @Order(1)
  void answer_loggedAsItIs_isTakenByEveryVerifier() throws IOException {
    JsonNode answer = sign("app", "keyless");
    assertThat(answer.at("/bundle/mode").textValue()).isEqualTo("keyless");
    ObjectNode logged = new SmallAttestor(stack.rekor()).logged(answer);
    Path bundle = Files.write(directory.resolve("logged.json"), JSON.writeValueAsBytes(logged));
    Path artifact = artifact();
    String sha256 = Registry.sha256(Files.readAllBytes(artifact)).substring(7);

    for (Command.Outcome outcome :
        List.of(
            verifiers().cosign(bundle, TYPE, artifact),
            verifiers().sigstoreGo(bundle, artifact),
            verifiers().sigstorePython(bundle, sha256),
            verifiers().sigstoreJs(bundle),
            stella(bundle, "--artifact", artifact.toString(), "--type", TYPE).run())) {
      assertThat(outcome.exit()).as(outcome.toString()).isZero();
    }
  }

  @Test
  @Order(2)
  void answer_notLogged_isNotTakenUnlessAskedFor() throws IOException {
    JsonNode answer = sign("app", "keyless");
    Path bundle = directory.resolve("fresh.json");
    Files.write(bundle, JSON.writeValueAsBytes(answer.at("/bundle/sigstore/0")));

    assertThat(stella(bundle).run().exit()).isEqualTo(1);
    assertThat(stella(bundle, "--require-logs", "0").run().exit()).isZero();
  }

  @Test
  @Order(3)
  void manyAnswers_haveOneCertificate() {
    String first = sign("app", "keyless").at("/bundle/certificateChain/0").textValue();
    for (int i = 0; i < 20; i++) {
      assertThat(sign("app" + i, "keyless").at("/bundle/certificateChain/0").textValue())
          .isEqualTo(first);
    }
  }

  @Test
  @Order(4)
  void keyfulAnswer_withTimestamp_isTakenByCosign() throws IOException {
    ObjectNode body = caller.sbom("app", IMAGE);
    ((ObjectNode) body.get("options")).put("timestamp", true).put("returnBundle", "both");
    Reply reply = caller.sign(body);
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    JsonNode signer = reply.json().at("/bundle/signers/0");
    assertThat(signer.at("/timestamps/0/time").isTextual()).isTrue();
    Path bundle = directory.resolve("keyful.json");
    Files.write(bundle, JSON.writeValueAsBytes(reply.json().at("/bundle/sigstore/0")));
    Path key =
        Files.writeString(directory.resolve("keyful.pub"), signer.get("publicKey").textValue());

    Command.Outcome cosign =
        new Cosign(directory)
            .command(
                "verify-blob-attestation",
                "--bundle=" + bundle,
                "--key=" + key,
                "--trusted-root=" + stack.trustedRoot(),
                "--use-signed-timestamps",
                "--insecure-ignore-tlog",
                "--type=" + TYPE,
                artifact().toString())
            .run();
    assertThat(cosign.exit()).as(cosign.toString()).isZero();
  }

  @Test
  @Order(5)
  void timestampAuthorityDown_declaredKeySignsAndIsSeen() {
    stack.killTimestamps();

    JsonNode answer = sign("app", "keyless");
    assertThat(answer.at("/bundle/mode").textValue()).isEqualTo("keyful");
    assertThat(answer.at("/bundle/signers/0/fallbackFor").textValue()).isEqualTo("keyless");
    assertThat(answer.at("/bundle/signers/0/fallbackReason").textValue())
        .isEqualTo("timestamp-authority");
    JsonNode decision = caller.decision(answer.get("auditId").textValue());
    assertThat(decision.at("/fallbackReason").textValue()).isEqualTo("timestamp-authority");
    assertThat(decision.at("/identitySubject").textValue())
        .isEqualTo(SigstoreStack.workload(TENANT));
  }

  @Test
  @Order(6)
  void timestampAskedForAndNotToBeHad_isAnOutage() {
    ObjectNode body = caller.sbom("app", IMAGE);
    ((ObjectNode) body.get("options")).put("timestamp", true);
    Reply reply = caller.sign(body);

    assertThat(reply.status()).as(reply.toString()).isEqualTo(503);
    assertThat(reply.text("code")).isEqualTo("dependency_unavailable");
    assertThat(reply.header("Retry-After")).isNotEmpty();
  }

  @Test
  @Order(7)
  void service_isReadyAndSaysWhatIsDown() throws Exception {
    stack.killFulcio();
    JsonNode ready = ready();
    // An answer that was good a moment ago stands for some seconds.
    for (int i = 0; i < 30 && !ready.toString().contains("does not answer"); i++) {
      TimeUnit.MILLISECONDS.sleep(500);
      ready = ready();
    }
    assertThat(ready.toString())
        .contains("certificate-authority")
        .contains("timestamp-authority:local")
        .contains("does not answer");
    assertThat(ready.at("/status").textValue()).isEqualTo("ready");
  }

  private static JsonNode ready() throws IOException {
    String watched = service.watched("/readyz");
    return JSON.readTree(watched.substring(watched.indexOf(' ')));
  }
}
