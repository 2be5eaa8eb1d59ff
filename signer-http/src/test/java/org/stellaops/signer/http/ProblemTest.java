package org.stellaops.signer.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.http.problem.Challenge;
import org.stellaops.signer.http.problem.Problem;
import org.stellaops.signer.http.problem.ProblemMapper;
import org.stellaops.signer.model.QuotaName;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.ports.Check;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProblemTest {

  private RunningShell running;

  @BeforeAll
  void start() {
    running = new RunningShell();
  }

  @AfterAll
  void stop() {
    running.close();
  }

  @BeforeEach
  void forget() {
    running.signer.calls.clear();
  }

  private static final List<Check> FAILED =
      List.of(new Check("signature", Check.Outcome.FAILED, "No \"signature\"."));

  /** One of each kind, with the status that the API promises. */
  static Stream<Expected> refusals() {
    return Stream.of(
        new Expected(400, new Refusal.InvalidRequest(Reason.JSON_UNKNOWN_MEMBER, "Remove it.")),
        new Expected(
            400, new Refusal.InvalidStatement(Reason.JSON_DUPLICATE_NAME, "$.a", "Remove one.")),
        new Expected(401, new Refusal.InvalidToken(Reason.EXPIRED, "Ask for a new token.")),
        new Expected(401, new Refusal.InvalidProof(Reason.HTU_UNEXPECTED, "Make a new proof.")),
        new Expected(401, new Refusal.NonceRequired(Reason.NONCE_MISSING, "the-nonce")),
        new Expected(403, new Refusal.InsufficientScope("signer.sign")),
        new Expected(403, new Refusal.NotEntitled(Reason.LICENCE_REVOKED, "Renew it.")),
        new Expected(403, new Refusal.PolicyDenied(Reason.PREDICATE_TYPE, "Ask your operator.")),
        new Expected(403, new Refusal.ReleaseUntrusted(Reason.UNSIGNED, "Use a release.")),
        new Expected(403, new Refusal.ReleaseUnbound(Reason.NO_CLAIM, "Attest the workload.")),
        new Expected(404, new Refusal.NotFound(Reason.AUDIT_ID)),
        new Expected(409, new Refusal.RequestInProgress()),
        new Expected(413, new Refusal.ArtifactTooLarge(Reason.PLAN, 1000)),
        new Expected(415, new Refusal.UnsupportedMediaType(Reason.CONTENT_TYPE)),
        new Expected(422, new Refusal.IdempotencyMismatch()),
        new Expected(422, new Refusal.NotVerified(Reason.BUNDLE_NOT_VERIFIED, FAILED)),
        new Expected(429, new Refusal.QuotaExceeded(QuotaName.RATE, 100, Duration.ofMillis(1500))),
        new Expected(431, new Refusal.HeadersTooLarge(1024)));
  }

  record Expected(int status, Refusal why) {}

  @Test
  void refusals_ofThisTest_areAllThatExist() {
    assertThat(refusals().map(e -> (Object) e.why().getClass()))
        .containsExactlyInAnyOrder((Object[]) Refusal.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refused_anyReason_isProblemDetailsWithItsStatusAndCode(Expected expected) throws Exception {
    HttpResponse<String> response = refusedWith(expected.why());

    assertThat(response.statusCode()).isEqualTo(expected.status());
    assertThat(response.headers().firstValue("Content-Type")).hasValue(Problem.MEDIA_TYPE);
    assertThat(response.headers().firstValue("Audit-Id")).hasValue(RecordingSigner.OWN.value());
    assertThat(response.headers().firstValue("DPoP-Nonce")).isPresent();
    JsonNode json = RunningShell.json(response);
    String code = expected.why().code().wire();
    assertThat(json.get("code").asText()).isEqualTo(code);
    assertThat(json.get("type").asText()).isEqualTo("urn:stella:signer:problem:" + code);
    assertThat(json.get("status").asInt()).isEqualTo(expected.status());
    assertThat(json.get("reason").asText()).isEqualTo(expected.why().reason().word());
    assertThat(json.get("detail").asText()).isEqualTo(expected.why().advice());
    assertThat(json.get("auditId").asText()).isEqualTo(RecordingSigner.OWN.value());
    assertThat(response.body()).doesNotContain("the-token", "the-proof", "Exception", "jetty");
  }

  @ParameterizedTest
  @EnumSource(
      value = ErrorCode.class,
      names = {"KEY_UNAVAILABLE", "DEPENDENCY_UNAVAILABLE", "SIGNING_UNAVAILABLE"})
  void failed_anyCode_is503WithRetryAfterAndNoChallenge(ErrorCode code) throws Exception {
    running.signer.behaviour =
        request ->
            new Response.Failed(
                RecordingSigner.OWN,
                new ServiceFailure(
                    code, Reason.JOURNAL, Duration.ofMillis(2100), new Exception("/etc/secret")));

    HttpResponse<String> response = running.send(running.post("{}"));

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).hasValue("3");
    assertThat(response.headers().firstValue("WWW-Authenticate")).isEmpty();
    assertThat(RunningShell.json(response).get("code").asText()).isEqualTo(code.wire());
    assertThat(response.body()).doesNotContain("secret", "Exception");
  }

  @Test
  void refused_notVerified_hasEveryCheckAndSaysNo() throws Exception {
    JsonNode json =
        RunningShell.json(refusedWith(new Refusal.NotVerified(Reason.BUNDLE_NOT_VERIFIED, FAILED)));

    assertThat(json.get("verified").asBoolean(true)).isFalse();
    assertThat(json.get("checks").size()).isEqualTo(1);
    assertThat(json.at("/checks/0/name").asText()).isEqualTo("signature");
    assertThat(json.at("/checks/0/outcome").asText()).isEqualTo("failed");
    assertThat(json.at("/checks/0/detail").asText()).isEqualTo("No \"signature\".");
  }

  @Test
  void refused_invalidStatement_namesThePath() throws Exception {
    HttpResponse<String> response =
        refusedWith(
            new Refusal.InvalidStatement(
                Reason.JSON_DUPLICATE_NAME, "$.predicate.a", "Remove one."));

    assertThat(RunningShell.json(response).get("path").asText()).isEqualTo("$.predicate.a");
  }

  @Test
  void refused_invalidToken_challengesWithDpop() throws Exception {
    HttpResponse<String> response =
        refusedWith(new Refusal.InvalidToken(Reason.EXPIRED, "Say \"please\"."));

    assertThat(response.headers().allValues("WWW-Authenticate"))
        .containsExactly(
            "DPoP error=\"invalid_token\", error_description=\"Say 'please'.\","
                + " algs=\"ES256 EdDSA\", resource_metadata="
                + "\"https://signer.example/.well-known/oauth-protected-resource\"");
  }

  @Test
  void refused_withoutCredentials_namesNoError() throws Exception {
    running.signer.behaviour =
        request ->
            new Response.Refused(
                RecordingSigner.OWN, new Refusal.InvalidToken(Reason.TOKEN_MISSING, "Send one."));

    HttpResponse<String> response = running.get(running.at(RunningShell.AUDIT));

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("WWW-Authenticate"))
        .hasValueSatisfying(
            field -> assertThat(field).startsWith("DPoP algs=").doesNotContain("error"));
  }

  @Test
  void refused_insufficientScope_namesTheScope() throws Exception {
    HttpResponse<String> response = refusedWith(new Refusal.InsufficientScope("signer.sign"));

    assertThat(response.headers().firstValue("WWW-Authenticate"))
        .hasValueSatisfying(field ->
            assertThat(field)
                .contains("error=\"insufficient_scope\"")
                .contains("scope=\"signer.sign\""));
  }

  @Test
  void refused_nonceRequired_givesThatNonceAndNoOther() throws Exception {
    HttpResponse<String> response =
        refusedWith(new Refusal.NonceRequired(Reason.NONCE_MISSING, "the-nonce"));

    assertThat(response.headers().allValues("DPoP-Nonce")).containsExactly("the-nonce");
    assertThat(response.headers().firstValue("WWW-Authenticate"))
        .hasValueSatisfying(field -> assertThat(field).contains("error=\"use_dpop_nonce\""));
  }

  @Test
  void refused_quota_saysHowLongToWait() throws Exception {
    HttpResponse<String> response =
        refusedWith(
            new Refusal.QuotaExceeded(QuotaName.BYTES_PER_DAY, 500, Duration.ofMillis(1500)));

    assertThat(response.headers().firstValue("Retry-After")).hasValue("2");
    assertThat(response.headers().firstValue("RateLimit")).hasValue("\"bytes-per-day\";r=0;t=2");
    assertThat(response.headers().firstValue("RateLimit-Policy"))
        .hasValue("\"bytes-per-day\";q=500;qu=\"content-bytes\";w=86400");
    assertThat(RunningShell.json(response).get("retryAfter").asInt()).isEqualTo(2);
  }

  @Test
  void refused_inProgress_saysWhenToRepeat() throws Exception {
    assertThat(refusedWith(new Refusal.RequestInProgress()).headers().firstValue("Retry-After"))
        .isPresent();
  }

  @Test
  void codes_ofRefusalsAndFailures_areTheEnumAndTheSchemaAndThePage() throws Exception {
    List<String> codes = Arrays.stream(ErrorCode.values()).map(ErrorCode::wire).toList();
    JsonNode schema =
        RunningShell.json(running.get(running.at("/openapi.json")))
            .at("/components/schemas/ErrorCode/enum");
    assertThat(schema).extracting(JsonNode::asText).containsExactlyElementsOf(codes);

    assertThat(ErrorPage.statuses()).containsExactlyEntriesOf(promised());
    assertThat(ErrorPage.statuses().keySet()).containsExactlyInAnyOrderElementsOf(codes);
  }

  private static java.util.Map<String, Integer> promised() {
    var statuses = new java.util.TreeMap<String, Integer>();
    Challenge none = new Challenge(List.of(), "", false);
    refusals()
        .forEach(
            e -> statuses.put(e.why().code().wire(), ProblemMapper.of(e.why(), none).status()));
    Stream.of(
            ErrorCode.KEY_UNAVAILABLE,
            ErrorCode.DEPENDENCY_UNAVAILABLE,
            ErrorCode.SIGNING_UNAVAILABLE)
        .map(code -> new ServiceFailure(code, Reason.INTERNAL, Duration.ZERO))
        .forEach(f -> statuses.put(f.code().wire(), ProblemMapper.of(f).status()));
    return statuses;
  }

  private HttpResponse<String> refusedWith(Refusal why) throws Exception {
    running.signer.behaviour = request -> new Response.Refused(RecordingSigner.OWN, why);
    return running.send(running.post("{}"));
  }
}
