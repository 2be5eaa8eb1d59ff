package org.stellaops.signer.dev;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;

class DevelopmentSignInTest {

  private static final String PAGE = "http://127.0.0.1:8440";
  private static final String VERIFIER = "a".repeat(43);

  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.now().truncatedTo(ChronoUnit.SECONDS));
  private final DevelopmentKey person = DevelopmentKey.generate();
  private DevelopmentServer server;
  private DevelopmentAuthority authority;

  @BeforeEach
  void start() throws IOException {
    server = new DevelopmentServer(0);
    authority =
        new DevelopmentAuthority(
            server,
            DevelopmentKey.generate(),
            Map.of(
                "tid", "demo",
                "client_id", "cli",
                "inst", "dev",
                "scope", "signer.sign",
                "scanner_digest", "sha256:" + "a".repeat(64)),
            new DevelopmentSignIn.Client("page", URI.create(PAGE + "/ui/")),
            now::get);
  }

  @AfterEach
  void stop() {
    server.close();
    http.close();
  }

  /** What the page sends its person with. */
  private Map<String, String> asked() {
    Map<String, String> fields = new TreeMap<>();
    fields.put("response_type", "code");
    fields.put("client_id", "page");
    fields.put("redirect_uri", PAGE + "/ui/");
    fields.put("state", "the-state");
    fields.put("scope", "signer.approve");
    fields.put("code_challenge", Bytes.utf8(VERIFIER).sha256().bytes().base64Url());
    fields.put("code_challenge_method", "S256");
    fields.put("dpop_jkt", person.thumbprint());
    return fields;
  }

  private static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(each ->
            each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> ask(Map<String, String> fields) throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create(authority.authorizationEndpoint() + "?" + form(fields))));
  }

  private HttpResponse<String> answer(Map<String, String> fields) throws Exception {
    return send(
        HttpRequest.newBuilder(authority.authorizationEndpoint())
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form(fields))));
  }

  private String code() throws Exception {
    Map<String, String> fields = asked();
    fields.put("sub", "anna");
    fields.put("tid", "demo");
    HttpResponse<String> response = answer(fields);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(303);
    String location = response.headers().firstValue("Location").orElseThrow();
    assertThat(location)
        .startsWith(PAGE + "/ui/?code=")
        .endsWith(
            "&state=the-state&iss="
                + URLEncoder.encode(authority.issuer(), StandardCharsets.UTF_8));
    return location.substring(location.indexOf("code=") + 5, location.indexOf("&state"));
  }

  private Map<String, String> exchange(String code) {
    Map<String, String> fields = new TreeMap<>();
    fields.put("grant_type", "authorization_code");
    fields.put("client_id", "page");
    fields.put("redirect_uri", PAGE + "/ui/");
    fields.put("code", code);
    fields.put("code_verifier", VERIFIER);
    return fields;
  }

  private HttpResponse<String> redeem(Map<String, String> fields, DevelopmentKey key)
      throws Exception {
    Map<String, Object> claims = new HashMap<>();
    claims.put("htm", "POST");
    claims.put("htu", authority.tokenEndpoint().toString());
    claims.put("iat", now.get().getEpochSecond());
    claims.put("jti", UUID.randomUUID().toString());
    return send(
        HttpRequest.newBuilder(authority.tokenEndpoint())
            .header("DPoP", key.prove(claims))
            .header("Origin", PAGE)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form(fields))));
  }

  private static JsonNode json(HttpResponse<String> response) throws Exception {
    return new ObjectMapper().readTree(response.body());
  }

  private void assertNoGrant(HttpResponse<String> response) throws Exception {
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).get("error").asText()).isEqualTo("invalid_grant");
    assertThat(response.body()).doesNotContain("access_token");
  }

  @Test
  void code_ofThePage_isATokenOfThePerson() throws Exception {
    HttpResponse<String> response = redeem(exchange(code()), person);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(json(response).get("token_type").asText()).isEqualTo("DPoP");
    var claims = SignedJWT.parse(json(response).get("access_token").asText()).getJWTClaimsSet();
    assertThat(claims.getSubject()).isEqualTo("anna");
    assertThat(claims.getStringClaim("client_id")).isEqualTo("page");
    assertThat(claims.getStringClaim("tid")).isEqualTo("demo");
    assertThat(claims.getStringClaim("scope")).isEqualTo("signer.approve");
    assertThat(claims.getJSONObjectClaim("cnf")).containsEntry("jkt", person.thumbprint());
    assertThat(claims.getClaims()).doesNotContainKey("scanner_digest");
  }

  @Test
  void clientCredentials_sub_isAlwaysTheClient() throws Exception {
    HttpResponse<String> response =
        redeem(Map.of("grant_type", "client_credentials", "client_id", "x", "sub", "anna"), person);

    var claims = SignedJWT.parse(json(response).get("access_token").asText()).getJWTClaimsSet();
    assertThat(claims.getSubject()).isEqualTo("x");
  }

  @Test
  void code_secondTime_isNoGrant() throws Exception {
    String code = code();
    redeem(exchange(code), person);

    assertNoGrant(redeem(exchange(code), person));
  }

  @ParameterizedTest
  @CsvSource({
    "code_verifier, bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
    "code_verifier, ''",
    "code_verifier, a",
    "redirect_uri, http://127.0.0.1:8440/other",
    "client_id, cli",
    "code, unknown"
  })
  void code_withAnythingElse_isNoGrantAndSpent(String field, String other) throws Exception {
    String code = code();
    Map<String, String> wrong = exchange(code);
    wrong.put(field, other);

    assertNoGrant(redeem(wrong, person));
    if (!field.equals("code")) {
      assertNoGrant(redeem(exchange(code), person));
    }
  }

  @Test
  void code_withTheProofOfAnotherKey_isNoGrant() throws Exception {
    assertNoGrant(redeem(exchange(code()), DevelopmentKey.generate()));
  }

  @Test
  void code_afterAMinute_isNoGrant() throws Exception {
    String code = code();
    now.updateAndGet(time -> time.plusSeconds(60));

    assertNoGrant(redeem(exchange(code), person));
  }

  @ParameterizedTest
  @CsvSource({
    "client_id, other",
    "redirect_uri, http://127.0.0.1:8440/ui/x",
    "redirect_uri, https://evil.example/ui/",
    "response_type, token",
    "code_challenge, ''",
    "code_challenge, short",
    "code_challenge_method, plain",
    "code_challenge_method, ''",
    "dpop_jkt, ''",
    "state, ''"
  })
  void request_notOfThePage_sendsNobodyAnywhere(String field, String value) throws Exception {
    Map<String, String> wrong = asked();
    wrong.put(field, value);
    HttpResponse<String> shown = ask(wrong);
    wrong.put("sub", "anna");
    HttpResponse<String> posted = answer(wrong);

    assertThat(shown.statusCode()).isEqualTo(400);
    assertThat(posted.statusCode()).isEqualTo(400);
    assertThat(posted.headers().firstValue("Location")).isEmpty();
  }

  @Test
  void form_valuesOfTheRequest_areText() throws Exception {
    Map<String, String> fields = asked();
    fields.put("state", "\"><script>{tid}</script>");
    fields.put("scope", "a'<b>&");
    HttpResponse<String> response = ask(fields);

    assertThat(response.body())
        .contains("&quot;&gt;&lt;script&gt;&#123;tid}&lt;/script&gt;", "a&#39;&lt;b&gt;&amp;")
        .doesNotContain("<script", "{scope}");
    assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "frame-ancestors 'none'", "form-action 'self' " + PAGE);
  }

  @Test
  void form_cancelled_saysAccessDenied() throws Exception {
    Map<String, String> fields = asked();
    fields.put("deny", "yes");

    assertThat(answer(fields).headers().firstValue("Location").orElseThrow())
        .startsWith(PAGE + "/ui/?error=access_denied&state=the-state&iss=");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://evil.example", "null", PAGE + ".evil.example", "http://127.0.0.1:1"})
  void token_askedByAnotherOrigin_isNotSharedWithIt(String origin) throws Exception {
    HttpResponse<String> response =
        send(
            HttpRequest.newBuilder(authority.tokenEndpoint())
                .header("Origin", origin)
                .method("OPTIONS", BodyPublishers.noBody()));

    assertThat(response.headers().map().keySet()).noneMatch(name -> name.startsWith("access-"));
  }

  @Test
  void token_askedByThePage_isSharedWithIt() throws Exception {
    HttpResponse<String> preflight =
        send(
            HttpRequest.newBuilder(authority.tokenEndpoint())
                .header("Origin", PAGE)
                .method("OPTIONS", BodyPublishers.noBody()));
    HttpResponse<String> response = redeem(exchange(code()), person);

    assertThat(preflight.statusCode()).isEqualTo(204);
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin")).hasValue(PAGE);
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers").orElseThrow())
        .contains("DPoP");
    assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).hasValue(PAGE);
    assertThat(response.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();
  }
}
