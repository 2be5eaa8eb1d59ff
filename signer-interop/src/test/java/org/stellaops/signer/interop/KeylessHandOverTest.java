package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.fulcio.FulcioIssuer;
import org.stellaops.signer.fulcio.HttpTimestampAuthority;
import org.stellaops.signer.fulcio.IdentityToken;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.outbound.OutboundUrl;
import org.stellaops.signer.ports.CertifiedKey;

/**
 * From Fulcio to the log and to verifiers: the Signer has no part in logging, and what an Attestor
 * needs for it is in the answer.
 */
class KeylessHandOverTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Tenant ACME = new Tenant("acme");
  private static final String TYPE = "https://example.test/predicate/v1";

  @TempDir private static Path directory;

  private static SigstoreStack stack;
  private static Path artifact;
  private static String sha256;

  /** As an Attestor leaves it. */
  private static ObjectNode logged;

  @BeforeAll
  static void signAndLog() throws IOException {
    stack = SigstoreStack.start(directory);
    artifact = Files.writeString(directory.resolve("app.bin"), "an artifact");
    sha256 = Bytes.copyOf(Files.readAllBytes(artifact)).sha256().hex();
    String statement =
        "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"name\":\"app.bin\","
            + "\"digest\":{\"sha256\":\""
            + sha256
            + "\"}}],\"predicateType\":\""
            + TYPE
            + "\",\"predicate\":{\"grüße\":\"é\"}}";
    logged = new SmallAttestor(stack.rekor()).logged(signed(statement));
  }

  private static JsonNode signed(String statement) {
    Deadline soon = Deadline.in(Duration.ofSeconds(30), Ticker.system());
    try (OutboundUrl fulcio = OutboundUrl.open(stack.fulcio());
        OutboundUrl timestamps = OutboundUrl.open(stack.timestamps());
        CertifiedKey key =
            new FulcioIssuer(
                    fulcio,
                    Map.of(
                        ACME,
                        by ->
                            IdentityToken.parse(
                                stack.identities().token(SigstoreStack.workload("acme")))),
                    JcaProviders.platform())
                .issue(ACME, soon)) {
      return KeylessAnswer.of(
          statement, key, List.of(new HttpTimestampAuthority("local", timestamps)), soon);
    }
  }

  @AfterAll
  static void stop() {
    if (stack != null) {
      stack.close();
    }
  }

  private static KeylessVerifiers verifiers(String identity) {
    return verifiers(identity, stack.trustedRoot());
  }

  private static KeylessVerifiers verifiers(String identity, Path trustedRoot) {
    return new KeylessVerifiers(directory, trustedRoot, identity, stack.identities().issuer());
  }

  private static Path file(String name, ObjectNode bundle) throws IOException {
    return Files.write(directory.resolve(name), JSON.writeValueAsBytes(bundle));
  }

  /** What each of the four says, by its name. */
  private static Map<String, Command.Outcome> verdicts(
      KeylessVerifiers verifiers, Path bundle, Path artifact, String sha256) {
    Map<String, Command.Outcome> verdicts = new LinkedHashMap<>();
    verdicts.put("cosign", verifiers.cosign(bundle, TYPE, artifact));
    verdicts.put("sigstore-go", verifiers.sigstoreGo(bundle, artifact));
    verdicts.put("sigstore-python", verifiers.sigstorePython(bundle, sha256));
    verdicts.put("@sigstore/verify", verifiers.sigstoreJs(bundle));
    return verdicts;
  }

  private static void assertAllRefuse(ObjectNode bundle, String identity) throws IOException {
    assertAllRefuse(bundle, verifiers(identity));
  }

  private static void assertAllRefuse(ObjectNode bundle, KeylessVerifiers verifiers)
      throws IOException {
    verdicts(verifiers, file("changed.json", bundle), artifact, sha256)
        .forEach(
            (name, outcome) -> assertThat(outcome.exit()).as("%s: %s", name, outcome).isNotZero());
  }

  @Test
  void loggedBundle_everyVerifier_takesItWithLogAndTimestampsRequired() throws IOException {
    KeylessVerifiers verifiers = verifiers(SigstoreStack.workload("acme"));
    verdicts(verifiers, file("logged.json", logged), artifact, sha256)
        .forEach(
            (name, outcome) -> assertThat(outcome.exit()).as("%s: %s", name, outcome).isZero());
  }

  /**
   * What {@code stella trust create} makes of the same words serves the others as cosign's does.
   */
  @Test
  void loggedBundle_byTheRootThatStellaMakes_isTakenByEveryVerifier() throws IOException {
    Path made = directory.resolve("made_root.json");
    Command.of(Tools.stella(), "trust", "create", "--out", made.toString())
        .with(stack.trustedServices().toArray(String[]::new))
        .succeed();

    verdicts(
            verifiers(SigstoreStack.workload("acme"), made),
            file("logged.json", logged),
            artifact,
            sha256)
        .forEach(
            (name, outcome) -> assertThat(outcome.exit()).as("%s: %s", name, outcome).isZero());
    assertAllRefuse(logged, verifiers(SigstoreStack.workload("other"), made));
  }

  @Test
  void loggedBundle_anotherTenant_isRefusedByAll() throws IOException {
    assertAllRefuse(logged, SigstoreStack.workload("other"));
  }

  @Test
  void bundleWithoutLogEntry_isRefusedByAll() throws IOException {
    ObjectNode changed = logged.deepCopy();
    ((ObjectNode) changed.get("verificationMaterial")).remove("tlogEntries");
    assertAllRefuse(changed, SigstoreStack.workload("acme"));
  }

  @Test
  void bundleWithoutTimestamp_isRefusedByAll() throws IOException {
    ObjectNode changed = logged.deepCopy();
    ((ObjectNode) changed.get("verificationMaterial")).remove("timestampVerificationData");
    assertAllRefuse(changed, SigstoreStack.workload("acme"));
  }

  @Test
  void certificateLogThatIsNotTrusted_isRefusedByAll() throws IOException {
    ObjectNode trusted = (ObjectNode) JSON.readTree(stack.trustedRoot().toFile());
    ObjectNode key = (ObjectNode) trusted.at("/ctlogs/0/publicKey");
    key.set("rawBytes", trusted.at("/tlogs/0/publicKey/rawBytes"));
    assertAllRefuse(
        logged, verifiers(SigstoreStack.workload("acme"), file("another-root.json", trusted)));
  }
}
