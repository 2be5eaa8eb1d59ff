package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stellaops.signer.cli.Ran.stella;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.bootstrap.DevelopmentKit.Ports;
import org.stellaops.signer.cli.client.SignerClient;
import org.stellaops.signer.cli.service.DevelopmentService;
import org.stellaops.signer.model.Bytes;

/** {@code keys}, {@code audit} and {@code dev}, which speak to a running service. */
class ServerVerbsTest {

  private static final String SIGN = "/api/v1/signer/sign/dsse";

  @TempDir Path scratch;

  private static DevelopmentService service;

  @BeforeAll
  static void start() {
    service = DevelopmentService.start(null, Ports.free());
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void keysList_inBothForms_givesThePublishedKeys() {
    Ran text = stella("keys", "list", "--server", service.origin());
    Ran json = stella("keys", "list", "--server", service.origin() + "/", "--output", "json");

    assertThat(text.exit()).as(text.err()).isZero();
    assertThat(text.out().lines()).hasSize(3).allMatch(line -> line.startsWith("sha256:"));
    JsonNode key = Samples.json(json.out()).at("/keys/0");
    assertThat(text.out()).contains(key.get("keyId").asText(), key.get("keyDetails").asText());
  }

  @Test
  void keysList_asPem_hasABlockForEachKeyThatCanBeTakenAlone() {
    List<Object> list = List.of("keys", "list", "--server", service.origin());
    JsonNode key = Samples.json(stella(list, "--output", "json").out()).at("/keys/0");
    String id = key.get("id").asText();

    Ran all = stella(list, "--pem");
    Ran one = stella(list, "--pem", "--key", id);

    assertThat(all.exit()).as(all.err()).isZero();
    assertThat(all.out().split("-----BEGIN PUBLIC KEY-----", -1)).hasSize(4);
    assertThat(one.out()).isEqualTo("# " + id + "\n" + key.get("publicKey").asText());
    assertThat(all.out()).contains(one.out());
    assertThat(stella(list, "--key", "sbom").exit()).isEqualTo(2);
    assertThat(stella(list, "--pem", "--output", "json").exit()).isEqualTo(2);
    assertThat(stella("keys", "list", "--pem").exit()).isEqualTo(2);
  }

  /** Who keeps what this prints trusts it: a revoked key is no longer to be trusted. */
  @Test
  void keysList_afterARevocation_marksTheKey_andLeavesItOutOfTheBlocks() {
    try (DevelopmentService own = DevelopmentService.start(null, Ports.free())) {
      List<Object> list = List.of("keys", "list", "--server", own.origin());
      Ran revoked =
          stella(
              "keys", "revoke", "second", "--reason", "stolen", "--server", own.origin(), "--dev");
      assertThat(revoked.exit()).as(revoked.err()).isZero();
      String id = revoked.out().replaceFirst("(?s).*?(sha256:[0-9a-f]{64}).*", "$1");

      Ran text = stella(list);
      Ran pem = stella(list, "--pem");
      Ran one = stella(list, "--pem", "--key", id);

      assertThat(text.out().lines())
          .anyMatch(line -> line.startsWith(id) && line.endsWith("  REVOKED"))
          .anyMatch(line -> line.endsWith("  active"));
      assertThat(pem.out()).doesNotContain(id).contains("# sha256:");
      assertThat(pem.err()).contains("left out " + id + ", which is revoked");
      assertThat(one.out()).startsWith("# " + id + "  REVOKED\n");
    }
  }

  @Test
  void keysChange_thatCannotBe_saysWhatToWrite() {
    List<Object> revoke =
        List.of("keys", "revoke", "sbom", "--reason", "x", "--server", service.origin(), "--dev");
    Ran day = stella(revoke, "--effective", "2026-10-20");
    Ran future = stella(revoke, "--effective", "2999-01-01T00:00:00Z");

    assertThat(day.exit()).isEqualTo(2);
    assertThat(day.err()).contains("no moment; write it with its time, as 2026-10-20T00:00:00Z");
    assertThat(future.exit()).isEqualTo(4);
    assertThat(future.err()).contains("effective lies in the future (now is ");
    Ran status = stella("keys", "status", "--server", service.origin(), "--dev");
    assertThat(status.out()).contains("    plans: dev, tiny\n    types: all of the tenant's\n");
  }

  @Test
  void unseal_byOneOperator_isNotDone_andSaysSo() {
    try (DevelopmentService own = DevelopmentService.start(null, Ports.free())) {
      List<Object> rest = List.of("--reason", "drill", "--server", own.origin(), "--dev");
      assertThat(stella(List.of("seal"), rest.toArray()).exit()).isZero();
      Ran unseal = stella(List.of("unseal"), rest.toArray());

      assertThat(unseal.exit()).isEqualTo(7);
      assertThat(unseal.out()).contains("NOT YET: one operator asks to unseal");
    }
  }

  @Test
  void trustShow_inBothForms_tellsStatesAndWindows() {
    Ran text = stella("trust", "show", "--server", service.origin());
    Ran json = stella("trust", "show", "--server", service.origin(), "--output", "json");

    assertThat(text.exit()).as(text.err()).isZero();
    assertThat(SchemaCheck.faults(Samples.json(json.out()))).isEmpty();
    JsonNode key = Samples.json(json.out()).at("/keys/0");
    assertThat(text.out().lines()).hasSize(4);
    assertThat(text.out().lines().skip(1).toList())
        .anyMatch(line ->
            line.startsWith("active ")
                && line.contains(key.at("/validFor/0/start").asText() + "  -")
                && line.endsWith(key.get("id").asText()));
    assertThat(stella("trust", "show").exit()).isEqualTo(2);
    assertThat(stella("trust", "show", "--server", "http://signer.example").exit()).isEqualTo(2);
  }

  @Test
  void auditShow_inBothForms_givesTheRecords() {
    String id = signed();

    Ran text = stella("audit", "show", id, "--server", service.origin(), "--dev");
    Ran json =
        stella("audit", "show", id, "--server", service.origin(), "--dev", "--output", "json");

    assertThat(text.exit()).as(text.err()).isZero();
    assertThat(text.out()).containsPattern("(?s)\\d+ opened .*\\d+ intent .*\\d+ decision ");
    assertThat(Samples.json(json.out()).at("/records"))
        .extracting(entry -> entry.get("kind").asText())
        .containsExactly("opened", "intent", "decision");
    assertThat(text.out() + json.out()).doesNotContain("eyJ");
  }

  @Test
  void auditShow_byAnotherNameOfTheService_namesItsPublicOrigin() {
    String other = service.origin().toString().replace("127.0.0.1", "localhost");

    Ran ran =
        stella("audit", "show", "01890a5d-ac96-774b-bcce-b302099a8057", "--server", other, "--dev");

    assertThat(ran.exit()).as(ran.err()).isEqualTo(4);
    assertThat(ran.err()).contains("--server " + service.origin());
  }

  @Test
  void reply_thatIsUnavailable_saysWhyAndWhenToRepeat() {
    SignerClient.Reply reply =
        new SignerClient.Reply(
            503,
            Bytes.utf8(
                "{\"code\":\"dependency_unavailable\",\"detail\":\"Repeat it.\","
                    + "\"reason\":\"authority\"}"),
            HttpHeaders.of(Map.of("Retry-After", List.of("7")), (name, value) -> true));

    assertThatThrownBy(reply::orFail)
        .hasMessageContaining("authority")
        .hasMessageContaining("repeat it after 7 s");
  }

  @Test
  void auditShow_unknownId_isRefused() {
    Ran ran =
        stella(
            "audit",
            "show",
            "01890a5d-ac96-774b-bcce-b302099a8057",
            "--server",
            service.origin(),
            "--dev");

    assertThat(ran.exit()).isEqualTo(4);
    assertThat(ran.err()).contains("404 not_found");
  }

  @Test
  void auditShow_whatIsNoId_isAWrongCommand() {
    for (String id : List.of("..", "a b", "1?x=y", "")) {
      assertThat(stella("audit", "show", id, "--server", service.origin(), "--dev").exit())
          .as(id)
          .isEqualTo(2);
    }
  }

  private String signed() {
    Ran ran =
        stella(
            "sign",
            "sbom",
            Samples.sbom(scratch),
            "--server",
            service.origin(),
            "--dev",
            "--output",
            "json");
    return Samples.json(ran.out()).at("/auditId").asText();
  }

  @Test
  void devHeadersAndRequest_asCurlSendsThem_areSignedOnce() throws Exception {
    Ran headers = stella("dev", "headers", "POST", service.origin() + SIGN);
    Ran request = stella("dev", "request", Samples.sbom(scratch), "--server", service.origin());

    assertThat(headers.out().lines())
        .hasSize(2)
        .anyMatch(line -> line.startsWith("Authorization: DPoP eyJ"))
        .anyMatch(line -> line.startsWith("DPoP: eyJ"));
    assertThat(headers.err()).isEmpty();
    assertThat(send(headers, request.out()).statusCode()).isEqualTo(200);
    HttpResponse<String> again = send(headers, request.out());
    assertThat(again.statusCode()).isEqualTo(401);
    assertThat(again.body()).contains("invalid_dpop_proof");
  }

  private static HttpResponse<String> send(Ran headers, String body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(service.origin() + SIGN))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body));
    headers.out().lines().map(line -> line.split(": ", 2)).forEach(h -> request.header(h[0], h[1]));
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request.build(), BodyHandlers.ofString());
    }
  }

  @Test
  void devHeaders_withoutNonce_areChallenged() throws Exception {
    Ran headers = stella("dev", "headers", "POST", service.origin() + SIGN, "--no-nonce");

    assertThat(send(headers, "{}").body()).contains("use_dpop_nonce");
  }

  @Test
  void devHeaders_withClaims_sayThem() throws Exception {
    Ran headers =
        stella("dev", "headers", "POST", service.origin() + SIGN, "--claim", "scope=signer.audit");

    assertThat(send(headers, "{}").body()).contains("insufficient_scope");
  }

  @Test
  void devRequest_withClaims_saysThem() throws Exception {
    Ran headers = stella("dev", "headers", "POST", service.origin() + SIGN);
    Ran request =
        stella(
            "dev",
            "request",
            Samples.sbom(scratch),
            "--server",
            service.origin(),
            "--claim",
            "inst=other");

    assertThat(send(headers, request.out()).body()).contains("not_entitled");
  }

  @Test
  void devHeaders_inJson_areTheSameTwo() {
    Ran ran = stella("dev", "headers", "GET", service.origin() + "/x", "--output", "json");

    assertThat(Samples.json(ran.out()).fieldNames())
        .toIterable()
        .containsExactly("Authorization", "DPoP", "schema");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://127.0.0.1/x", "127.0.0.1:8440", "http:/x", "http://a@127.0.0.1/"})
  void devHeaders_urlThatIsNone_isAWrongCommand(String url) {
    Ran ran = stella("dev", "headers", "POST", url);

    assertThat(ran.exit()).as(ran.err()).isEqualTo(2);
    assertThat(ran.err()).doesNotContain("unexpected");
  }

  @Test
  void server_thatIsNotThere_cannotBeReached() {
    String nobody = "http://127.0.0.1:" + Samples.freePorts();
    Path sbom = Samples.sbom(scratch);

    for (List<?> words :
        List.of(
            List.of("sign", "sbom", sbom, "--server", nobody, "--dev"),
            List.of("keys", "list", "--server", nobody),
            List.of(
                "audit",
                "show",
                "01890a5d-ac96-774b-bcce-b302099a8057",
                "--server",
                nobody,
                "--dev"),
            List.of("dev", "headers", "GET", nobody + "/healthz"),
            List.of("dev", "request", sbom, "--server", nobody))) {
      Ran ran = stella(words);
      assertThat(ran.exit()).as(ran.err()).isEqualTo(3);
      assertThat(ran.err()).contains("cannot reach " + nobody).doesNotContain("null", "xception");
      assertThat(ran.out()).isEmpty();
    }
  }
}
