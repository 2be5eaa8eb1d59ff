package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.cli.Ran.stella;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.bootstrap.DevelopmentKit.Ports;
import org.stellaops.signer.cli.client.DevelopmentClient;
import org.stellaops.signer.cli.client.SignerClient.Reply;
import org.stellaops.signer.cli.service.DevelopmentService;
import org.stellaops.signer.model.Bytes;

/** {@code POST /verify/bundle} of a running service, with what it signed itself. */
class VerdictOnServerTest {

  private static final String ROUTE = "/api/v1/signer/verify/bundle";

  @TempDir static Path state;

  private static DevelopmentService service;
  private static Path sbom;
  private static String bundle;
  private static String artifact;

  @BeforeAll
  static void start() throws IOException {
    service = DevelopmentService.start(state.resolve("dev"), Ports.free());
    sbom = Samples.sbom(state);
    bundle = signed("--key", "default");
    artifact = "{\"sha256\":\"" + Bytes.adopt(Files.readAllBytes(sbom)).sha256().hex() + "\"}";
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static String signed(String... words) {
    List<Object> all = new ArrayList<>(List.of("sbom", sbom));
    all.addAll(List.of(words));
    all.addAll(List.of("--server", service.origin(), "--dev"));
    Ran ran = stella(List.of("sign"), all.toArray());
    assertThat(ran.exit()).as(ran.err()).isZero();
    return ran.out();
  }

  private static Reply verify(String body) {
    return DevelopmentClient.client(service.origin(), "signer.verify")
        .post(ROUTE, Bytes.utf8(body));
  }

  private static Reply verify(String document, String subject, String policy) {
    return verify(
        "{\"bundle\":" + document + ",\"artifact\":" + subject + ",\"policy\":" + policy + "}");
  }

  private static List<String> failed(Reply reply) {
    assertThat(reply.status()).as(reply.body().utf8()).isEqualTo(422);
    JsonNode problem = Samples.json(reply.body().utf8());
    assertThat(problem.at("/verified").asBoolean(true)).isFalse();
    return problem
        .findValues("checks")
        .getFirst()
        .valueStream()
        .filter(check -> check.at("/outcome").asText().equals("failed"))
        .map(check -> check.at("/name").asText())
        .toList();
  }

  @Test
  void verify_whatTheServiceSigned_isAYesByItsSchema() {
    Reply reply = verify(bundle, artifact, "{\"predicateType\":\"https://cyclonedx.org/bom\"}");

    assertThat(reply.status()).as(reply.body().utf8()).isEqualTo(200);
    JsonNode verdict = Samples.json(reply.body().utf8());
    assertThat(verdict.at("/verified").asBoolean()).isTrue();
    assertThat(verdict.at("/signers")).hasSize(1);
    assertThat(verdict.at("/statement/subject/0/name").asText()).isEqualTo("app.cdx.json");
    assertThat(SchemaCheck.faults(verdict)).isEmpty();

    String pae = verdict.at("/paeSha256").asText();
    assertThat(verify("{\"bundle\":" + bundle + ",\"paeSha256\":\"" + pae + "\"}").status())
        .isEqualTo(200);
  }

  @Test
  void verify_changedBundle_isANo() {
    String payload = Samples.json(bundle).at("/dsseEnvelope/payload").asText();
    String changed =
        bundle.replace(payload, (payload.charAt(0) == 'e' ? "f" : "e") + payload.substring(1));

    assertThat(failed(verify(changed, artifact, "{}"))).contains("signature");
  }

  @Test
  void verify_anotherArtifact_isANo() {
    String other = "{\"sha256\":\"" + "0".repeat(64) + "\"}";

    assertThat(failed(verify(bundle, other, "{}"))).containsExactly("subject");
  }

  @Test
  void verify_byAnotherKeyThanSigned_isANo() {
    String second = Samples.json(signed("--key", "second")).toString();
    assertThat(verify(second, artifact, "{}").status()).isEqualTo(200);
    String id =
        Samples.json(verify(second, artifact, "{}").body().utf8()).at("/signers/0").asText();

    assertThat(failed(verify(bundle, artifact, "{\"keys\":[\"" + id + "\"]}")))
        .containsExactly("signature");
  }

  @Test
  void verify_bundlesOfTwoKeys_countTogether() {
    String both = "[" + bundle + "," + signed("--key", "second") + "]";

    Reply reply =
        verify(
            "{\"bundles\":"
                + both
                + ",\"artifact\":"
                + artifact
                + ",\"policy\":{\"threshold\":2}}");

    assertThat(reply.status()).as(reply.body().utf8()).isEqualTo(200);
    assertThat(Samples.json(reply.body().utf8()).at("/signers")).hasSize(2);
    assertThat(verify(bundle, artifact, "{\"threshold\":2}").status()).isEqualTo(422);
  }

  @Test
  void verify_withoutTheScope_isForbidden() {
    Reply reply =
        DevelopmentClient.client(service.origin(), "signer.sign")
            .post(ROUTE, Bytes.utf8("{\"bundle\":{}}"));

    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.body().utf8()).contains("insufficient_scope");
  }

  @Test
  void verify_wasSignedByAKeyThatIsRevokedSince_isANo() throws IOException {
    try (DevelopmentService other =
        DevelopmentService.start(state.resolve("other"), Ports.free())) {
      Ran signed =
          stella(
              List.of("sign"),
              "sbom",
              sbom,
              "--key",
              "second",
              "--server",
              other.origin(),
              "--dev");
      Ran revoked =
          stella(
              List.of("keys", "revoke"),
              "second",
              "--reason",
              "stolen",
              "--server",
              other.origin(),
              "--dev");
      assertThat(revoked.exit()).as(revoked.err()).isZero();
      Reply reply =
          DevelopmentClient.client(other.origin(), "signer.verify")
              .post(
                  ROUTE,
                  Bytes.utf8("{\"bundle\":" + signed.out() + ",\"artifact\":" + artifact + "}"));

      assertThat(failed(reply)).contains("revocation");
    }
  }
}
