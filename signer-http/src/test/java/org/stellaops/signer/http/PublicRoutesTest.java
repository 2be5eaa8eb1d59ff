package org.stellaops.signer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.http.routes.Endpoint;
import org.stellaops.signer.model.IdempotencyKey;
import org.stellaops.signer.model.Reason;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PublicRoutesTest {

  private RunningShell running;

  @BeforeAll
  void start() {
    running = new RunningShell();
  }

  @AfterAll
  void stop() {
    running.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/healthz",
        "/openapi.json",
        "/docs",
        "/api/v1/signer/healthz",
        "/api/v1/signer/openapi.json",
        "/api/v1/signer/docs",
        "/api/v1/signer/trust",
        "/.well-known/oauth-protected-resource"
      })
  void get_anyone_isServedAndHeadHasNoBody(String path) throws Exception {
    HttpResponse<String> got = running.get(running.at(path));
    assertThat(got.statusCode()).isEqualTo(200);
    assertThat(got.body()).isNotEmpty();

    HttpResponse<String> head =
        running.send(
            HttpRequest.newBuilder(running.at(path))
                .method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValue("Content-Length"))
        .isEqualTo(got.headers().firstValue("Content-Length"));
  }

  /** A verifier is told that there is no list, not a list that lacks what is revoked. */
  @Test
  void trust_thatTheServiceCannotVouchFor_is503() throws Exception {
    running.signer.trustFailure =
        new ServiceFailure(
            ErrorCode.KEY_UNAVAILABLE, Reason.CATALOG_IN_DOUBT, Duration.ofMinutes(5));
    HttpResponse<String> answer = running.get(running.at("/api/v1/signer/trust"));
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("\"reason\":\"catalog-in-doubt\"", "stella store check");
    assertThat(answer.headers().firstValue("Retry-After")).contains("300");
    running.signer.trustFailure = null;
  }

  @Test
  void trust_isTheCoresDocument() throws Exception {
    assertThat(running.get(running.at("/api/v1/signer/trust")).body()).isEqualTo("{\"keys\":[]}");
  }

  @Test
  void resourceMetadata_saysHowToGetAToken() throws Exception {
    JsonNode json =
        RunningShell.json(running.get(running.at("/.well-known/oauth-protected-resource")));

    assertThat(json.get("resource").asText()).isEqualTo(RunningShell.ORIGIN);
    assertThat(json.at("/authorization_servers/0").asText()).isEqualTo("https://authority.example");
    assertThat(json.get("dpop_bound_access_tokens_required").asBoolean()).isTrue();
    assertThat(json.get("dpop_signing_alg_values_supported"))
        .extracting(JsonNode::asText)
        .containsExactly("ES256", "EdDSA");
    assertThat(json.get("scopes_supported"))
        .extracting(JsonNode::asText)
        .containsExactly(
            "signer.sign",
            "signer.verify",
            "signer.audit",
            "signer.keys",
            "signer.seal",
            "signer.approve");
  }

  @Test
  void openapi_namesEveryPathAndMethod() throws Exception {
    JsonNode paths = RunningShell.json(running.get(running.at("/openapi.json"))).get("paths");
    TreeSet<String> described = new TreeSet<>();
    paths
        .properties()
        .forEach(path ->
            path.getValue().properties().stream()
                .map(Map.Entry::getKey)
                .filter(method -> !method.equals("servers"))
                .forEach(method ->
                    described.add(
                        method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey())));
    TreeSet<String> served = new TreeSet<>();
    for (Endpoint endpoint : Endpoint.values()) {
      served.add(endpoint.method() + " " + endpoint.paths().get(0));
    }

    // On the management listener, which each path's own servers say.
    served.addAll(Set.of("GET /readyz", "GET /metrics"));

    assertThat(described).isEqualTo(served);
  }

  /** What a route passes that another does not. */
  private static final Map<Endpoint, Set<Integer>> OF_ONE_ROUTE =
      Map.ofEntries(
          Map.entry(Endpoint.TRUST, Set.of(503)),
          Map.entry(Endpoint.SIGN_DSSE, Set.of(409, 413, 415, 422)),
          Map.entry(Endpoint.VERIFY_BUNDLE, Set.of(413, 415, 422)),
          Map.entry(Endpoint.SIGN_EXPORT, Set.of(409, 413, 415, 422)),
          Map.entry(Endpoint.PREPARE_KEY, Set.of(404, 413, 415)),
          Map.entry(Endpoint.ACTIVATE_KEY, Set.of(404, 413, 415)),
          Map.entry(Endpoint.RETIRE_KEY, Set.of(404, 413, 415)),
          Map.entry(Endpoint.SUSPEND_KEY, Set.of(404, 413, 415)),
          Map.entry(Endpoint.RESUME_KEY, Set.of(404, 413, 415)),
          Map.entry(Endpoint.REVOKE_KEY, Set.of(404, 413, 415)),
          Map.entry(Endpoint.SEAL, Set.of(413, 415)),
          Map.entry(Endpoint.UNSEAL, Set.of(413, 415)),
          Map.entry(Endpoint.AUDIT, Set.of(404)),
          Map.entry(Endpoint.REQUEST_APPROVAL, Set.of(413, 415)),
          Map.entry(Endpoint.APPROVE_IMAGE, Set.of(404, 413, 415)),
          Map.entry(Endpoint.DENY_IMAGE, Set.of(404, 413, 415)),
          Map.entry(Endpoint.REVOKE_APPROVAL, Set.of(404, 413, 415)),
          Map.entry(Endpoint.APPROVAL_CHALLENGE, Set.of(404, 413, 415)),
          Map.entry(Endpoint.OFFER_SECURITY_KEY, Set.of(413, 415)),
          Map.entry(Endpoint.REGISTER_SECURITY_KEY, Set.of(413, 415)),
          Map.entry(Endpoint.SECURITY_KEY_CHALLENGE, Set.of(404, 413, 415)),
          Map.entry(Endpoint.CONFIRM_SECURITY_KEY, Set.of(404, 413, 415)),
          Map.entry(Endpoint.REVOKE_SECURITY_KEY, Set.of(404, 413, 415)),
          Map.entry(Endpoint.OPEN_BYPASS, Set.of(413, 415)),
          Map.entry(Endpoint.END_BYPASS, Set.of(404, 413, 415)));

  @Test
  void openapi_statusesOfEachRoute_areThoseItCanGive() throws Exception {
    JsonNode paths = RunningShell.json(running.get(running.at("/openapi.json"))).get("paths");
    for (Endpoint endpoint : Endpoint.values()) {
      TreeSet<Integer> possible = new TreeSet<>(Set.of(200, 405));
      if (endpoint.operation().isPresent()) {
        possible.addAll(Set.of(400, 401, 403, 429, 431, 503));
        possible.addAll(OF_ONE_ROUTE.getOrDefault(endpoint, Set.of()));
      }
      TreeSet<Integer> described = new TreeSet<>();
      paths
          .get(endpoint.paths().get(0))
          .get(endpoint.method().toLowerCase(java.util.Locale.ROOT))
          .get("responses")
          .fieldNames()
          .forEachRemaining(status -> described.add(Integer.valueOf(status)));
      assertThat(described).as(endpoint.label()).isEqualTo(possible);
    }
  }

  @Test
  void openapi_idempotencyKey_hasTheBoundOfTheCode() throws Exception {
    JsonNode schema =
        RunningShell.json(running.get(running.at("/openapi.json")))
            .at("/components/parameters/IdempotencyKey/schema");
    int most = schema.get("maxLength").asInt();

    assertThat(new IdempotencyKey("x".repeat(most)).value()).hasSize(most);
    assertThatThrownBy(() -> new IdempotencyKey("x".repeat(most + 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void openapi_badRequestOfARead_namesNoStatement() throws Exception {
    JsonNode document = RunningShell.json(running.get(running.at("/openapi.json")));
    for (Endpoint endpoint : Endpoint.values()) {
      JsonNode operation =
          document
              .get("paths")
              .get(endpoint.paths().get(0))
              .get(endpoint.method().toLowerCase(java.util.Locale.ROOT));
      String ref = operation.at("/responses/400/$ref").asText();
      if (endpoint.method().equals("GET") && !ref.isEmpty()) {
        assertThat(document.at(ref.substring(1)).get("description").asText())
            .doesNotContain("invalid_statement", "signed");
      }
    }
  }

  @Test
  void openapi_everyReference_leadsSomewhere() throws Exception {
    JsonNode document = RunningShell.json(running.get(running.at("/openapi.json")));

    assertThat(document.findValuesAsText("$ref"))
        .isNotEmpty()
        .allSatisfy(ref -> assertThat(document.at(ref.substring(1)).isMissingNode()).isFalse());
  }

  @Test
  void docs_hasNoScriptAndItsStyleIsTheOneThePolicyNames() throws Exception {
    HttpResponse<String> response = running.get(running.at("/docs"));
    String html = response.body();
    String style = html.substring(html.indexOf("<style>") + 7, html.indexOf("</style>"));
    String hash =
        Base64.getEncoder()
            .encodeToString(
                MessageDigest.getInstance("SHA-256")
                    .digest(style.getBytes(StandardCharsets.UTF_8)));

    assertThat(response.headers().allValues("Content-Security-Policy"))
        .singleElement()
        .asString()
        .contains("default-src 'none'", "style-src 'sha256-" + hash + "'");
    assertThat(html)
        .contains("/api/v1/signer/sign/dsse", "Idempotency-Key", "quota_exceeded")
        .doesNotContain("<script", "src=", "http://", "@import", "url(");
  }
}
