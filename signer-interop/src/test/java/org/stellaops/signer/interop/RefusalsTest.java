package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.signer.dev.SampleRelease;
import org.stellaops.signer.interop.Caller.Reply;

/** Each code that a caller can be answered with, from the running service, with its record. */
class RefusalsTest {
  private static final String RELEASED = SampleRelease.RELEASED.toString();
  private static final String UNSIGNED = SampleRelease.UNSIGNED.toString();
  private static final String UUID_OF_NOTHING = "01890a5d-ac96-774b-bcce-b302099a8057";

  @TempDir static Path directory;
  private static Service service;
  private static Caller caller;

  @BeforeAll
  static void start() {
    service = Service.development(directory.resolve("state"), Peer.freePorts(3));
    caller = new Caller(service, Map.of());
  }

  @AfterAll
  static void stop() {
    if (caller != null) {
      caller.close();
    }
    if (service != null) {
      service.close();
    }
  }

  @Test
  void devHeaders_ofTheCommand_areAcceptedOnceAndRefusedAgain() {
    String url = service.origin() + Caller.SIGN;
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(caller.sbom("app", RELEASED).toString()));
    Command.of(Tools.stella(), "dev", "headers", "POST", url)
        .succeed()
        .out()
        .lines()
        .map(line -> line.split(": ", 2))
        .forEach(header -> request.header(header[0], header[1]));

    assertThat(caller.send(request.build()).status()).isEqualTo(200);
    Reply again = caller.send(request.build());

    assertUnidentified(again, 401, "invalid_dpop_proof");
    assertThat(again.header("WWW-Authenticate")).contains("DPoP").contains("invalid_dpop_proof");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"timestamp | {\"timestamp\":true}", "expirySeconds | {\"expirySeconds\":600}"})
  void invalidRequest_optionThatThisServiceHasNot_isNamed(String option, String options)
      throws IOException {
    ObjectNode body = caller.sbom("app", RELEASED);
    body.set("options", new ObjectMapper().readTree(options));

    Reply reply = assertRecorded(caller.sign(body), 400, "invalid_request");

    assertThat(reply.text("detail")).contains(option);
  }

  @Test
  void policyDenied_oneOfTwoKeysIsNotTheTenants_isRefused() throws IOException {
    ObjectNode body = caller.sbom("app", RELEASED);
    body.set("options", new ObjectMapper().readTree("{\"keys\":[\"sbom\",\"other\"]}"));

    assertRecorded(caller.sign(body), 403, "policy_denied");
  }

  @Test
  void invalidRequest_unknownMember_isRefused() {
    assertRecorded(
        caller.sign(caller.sbom("app", RELEASED).put("extra", 1)), 400, "invalid_request");
  }

  @Test
  void invalidStatement_duplicateMember_isLocated() {
    String body =
        caller
            .sbom("app", RELEASED)
            .toString()
            .replace("\"specVersion\":\"1.6\"", "\"specVersion\":\"1.6\",\"specVersion\":\"1.5\"");

    Reply reply = assertRecorded(caller.sign(body), 400, "invalid_statement");

    assertThat(reply.text("path")).startsWith("$.predicate").contains("specVersion");
  }

  @Test
  void invalidToken_alteredOrBearer_isRefused() {
    String altered = caller.token().substring(0, caller.token().length() - 8) + "AAAAAAAA";
    for (String authorization : List.of("DPoP " + altered, "Bearer " + caller.token())) {
      Reply reply =
          caller.send(
              caller
                  .request("POST", Caller.SIGN, caller.nonce())
                  .setHeader("Authorization", authorization)
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString("{}"))
                  .build());

      assertUnidentified(reply, 401, "invalid_token");
      assertThat(reply.header("WWW-Authenticate")).startsWith("DPoP");
    }
  }

  @Test
  void useDpopNonce_proofWithoutOne_isChallengedAndNotRecorded() {
    Reply reply = caller.send(caller.request("GET", Caller.AUDIT + UUID_OF_NOTHING, null).build());

    assertProblem(reply, 401, "use_dpop_nonce");
    assertThat(reply.header("DPoP-Nonce")).isNotEmpty();
    assertThat(reply.header("WWW-Authenticate")).contains("use_dpop_nonce");
    assertThat(reply.header("Audit-Id")).isEmpty();
  }

  @Test
  void insufficientScope_tokenToVerify_mayNotSign() {
    try (Caller verifier = new Caller(service, Map.of("scope", "signer.verify"))) {
      Reply reply = verifier.sign(verifier.sbom("app", RELEASED));

      assertProblem(reply, 403, "insufficient_scope");
      assertThat(reply.header("WWW-Authenticate")).contains("scope=\"signer.sign\"");
      assertThat(reply.header("Audit-Id")).isEqualTo(reply.text("auditId"));
    }
  }

  @Test
  void notEntitled_proofOfAnotherTenantOrAToken_isRefused() {
    String others = caller.proofOfEntitlement(Map.of("tid", "other"));
    for (String proof : List.of(others, caller.token(), "garbage")) {
      assertRecorded(caller.sign(caller.sbom("app", proof, RELEASED)), 403, "not_entitled");
    }
  }

  @Test
  void policyDenied_typesThatCouldReleaseAnImage_areRefused() {
    for (String type :
        List.of("https://sigstore.dev/cosign/sign/v1", "https://slsa.dev/provenance/v1")) {
      ObjectNode body = caller.sbom("app", RELEASED).put("predicateType", type);

      assertRecorded(caller.sign(body), 403, "policy_denied");
    }
  }

  @Test
  void releaseUntrusted_imageWithoutSignature_isRefused() {
    try (Caller bare = new Caller(service, Map.of("scanner_digest", UNSIGNED))) {
      assertRecorded(bare.sign(bare.sbom("app", UNSIGNED)), 403, "release_untrusted");
    }
  }

  @Test
  void releaseUnbound_genuineDigestQuotedByAnother_isRefused() {
    try (Caller other = new Caller(service, Map.of("scanner_digest", UNSIGNED));
        Caller silent = new Caller(service, Map.of("scanner_digest", ""))) {
      assertRecorded(other.sign(other.sbom("app", RELEASED)), 403, "release_unbound");
      assertRecorded(silent.sign(silent.sbom("app", RELEASED)), 403, "release_unbound");
    }
  }

  @Test
  void notFound_recordOfAnotherTenantOrNone_areTheSame() {
    Reply signed = caller.sign(caller.sbom("app", RELEASED));
    assertThat(signed.status()).as(signed.toString()).isEqualTo(200);

    assertRecorded(caller.get(Caller.AUDIT + UUID_OF_NOTHING), 404, "not_found");
    assertRecorded(caller.get(Caller.AUDIT + "nonsense"), 404, "not_found");
  }

  @Test
  void requestInProgress_sameKeyWhileTheFirstRuns_isToldToWait() throws Exception {
    String text = "x".repeat(6 << 20);
    for (int attempt = 0; attempt < 12; attempt++) {
      ObjectNode body = caller.sbom("large", RELEASED);
      ((ObjectNode) body.get("predicate")).put("note", text);
      List<Reply> replies = inParallel(3, body.toString(), "running-" + attempt);
      Set<String> ids = new HashSet<>();
      for (Reply reply : replies) {
        assertThat(reply.status()).as(reply.headers().toString()).isIn(200, 409);
        if (reply.status() == 200) {
          ids.add(reply.text("auditId"));
        }
      }
      assertThat(ids).as("one signature for one key").hasSize(1);
      for (Reply reply : replies) {
        if (reply.status() == 409) {
          assertRecorded(reply, 409, "request_in_progress");
          assertThat(reply.header("Retry-After")).isNotEmpty();
          return;
        }
      }
    }
    throw new AssertionError("no two requests ever overlapped");
  }

  @Test
  void artifactTooLarge_bodyOverThePlan_isRefused() throws Exception {
    ObjectNode body =
        caller.sbom("app", caller.proofOfEntitlement(Map.of("plan", "tiny")), RELEASED);
    ((ObjectNode) body.get("predicate")).put("note", "x".repeat(70 << 10));
    Reply reply = caller.sign(body);
    for (int wait = 0; reply.status() == 429 && wait < 10; wait++) {
      Thread.sleep(1000);
      reply = caller.sign(body);
    }

    assertRecorded(reply, 413, "artifact_too_large");
    assertThat(reply.json().get("limit").longValue()).isEqualTo(64 << 10);
  }

  @Test
  void unsupportedMediaType_textOrCompressed_isRefused() {
    ObjectNode body = caller.sbom("app", RELEASED);

    assertUnidentified(
        caller.sign(body, "Content-Type", "text/plain"), 415, "unsupported_media_type");
    assertUnidentified(
        caller.sign(body, "Content-Encoding", "gzip"), 415, "unsupported_media_type");
  }

  @Test
  void idempotencyMismatch_sameKeyOtherBody_isRefusedAndSameBodyRepeats() {
    ObjectNode body = caller.sbom("first", RELEASED);
    Reply first = caller.sign(body, "Idempotency-Key", "mismatch");
    Reply again = caller.sign(body, "Idempotency-Key", "mismatch");
    Reply other = caller.sign(caller.sbom("second", RELEASED), "Idempotency-Key", "mismatch");

    assertThat(first.status()).as(first.toString()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.header("Audit-Id")).isNotEqualTo(first.text("auditId"));
    assertRecorded(other, 422, "idempotency_mismatch");
  }

  @Test
  void quotaExceeded_tinyPlan_saysWhenToComeBack() throws Exception {
    String proof = caller.proofOfEntitlement(Map.of("plan", "tiny"));
    // Together, so that they come faster than the plan's one a second however slow the machine is.
    for (int attempt = 0; attempt < 10; attempt++) {
      for (Reply reply : inParallel(6, caller.sbom("app", proof, RELEASED).toString(), null)) {
        if (reply.status() == 429) {
          assertRecorded(reply, 429, "quota_exceeded");
          assertThat(Long.parseLong(reply.header("Retry-After"))).isPositive();
          assertThat(reply.text("reason")).isIn("rate", "concurrency");
          if (reply.text("reason").equals("rate")) {
            assertThat(reply.header("RateLimit")).contains("r=0");
            return;
          }
          continue;
        }
        assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
      }
    }
    throw new AssertionError("six at one time always fitted into a plan of one a second");
  }

  @Test
  void headersTooLarge_thirtyKilobytes_isRefused() {
    Reply reply = caller.sign(caller.sbom("app", RELEASED), "X-Padding", "x".repeat(30 << 10));

    assertUnidentified(reply, 431, "headers_too_large");
  }

  private static List<Reply> inParallel(int count, String body, @Nullable String key)
      throws Exception {
    String[] headers = key == null ? new String[0] : new String[] {"Idempotency-Key", key};
    List<Reply> replies = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
      List<Future<Reply>> calls = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        calls.add(threads.submit(() -> caller.sign(body, headers)));
      }
      for (Future<Reply> call : calls) {
        replies.add(call.get());
      }
    }
    return replies;
  }

  /** The caller was known: its tenant finds the refusal, and no intent to sign. */
  private static Reply assertRecorded(Reply reply, int status, String code) {
    assertProblem(reply, status, code);
    assertThat(reply.header("Audit-Id")).isEqualTo(reply.text("auditId"));
    assertThat(caller.kinds(reply.text("auditId"))).containsExactly("opened", "decision");
    JsonNode decision = caller.decision(reply.text("auditId"));
    assertThat(decision.get("decision").textValue()).isEqualTo("refused");
    assertThat(decision.get("code").textValue()).isEqualTo(code);
    assertThat(decision.get("reason").textValue()).isEqualTo(reply.text("reason"));
    return reply;
  }

  /** Nobody was known: there is a record, and it is the operator's, of no tenant. */
  private static void assertUnidentified(Reply reply, int status, String code) {
    assertProblem(reply, status, code);
    assertThat(reply.header("Audit-Id")).isEqualTo(reply.text("auditId"));
    assertThat(caller.get(Caller.AUDIT + reply.text("auditId")).status()).isEqualTo(404);
  }

  private static void assertProblem(Reply reply, int status, String code) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(status);
    assertThat(reply.header("Content-Type")).startsWith("application/problem+json");
    assertThat(reply.text("type")).isEqualTo("urn:stella:signer:problem:" + code);
    assertThat(reply.text("code")).isEqualTo(code);
    assertThat(reply.json().get("status").intValue()).isEqualTo(status);
    assertThat(reply.text("title")).isNotBlank();
    assertThat(reply.text("detail")).isNotBlank();
    assertThat(reply.text("reason")).matches("[a-z0-9-]+");
    assertThat(reply.json().has("bundle")).isFalse();
  }
}
