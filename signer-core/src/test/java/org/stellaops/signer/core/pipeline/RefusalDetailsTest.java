package org.stellaops.signer.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.core.pipeline.Jwts.quoted;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.policy.Limits;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.QuotaName;
import org.stellaops.signer.model.RateLimit;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.ports.Observations.RequestTrace;
import org.stellaops.signer.ports.Outcome;
import org.stellaops.signer.testkit.registry.DocumentSigner;

class RefusalDetailsTest {

  private static final String POLICY =
      "{\"digest\":\"sha256:" + SignBody.HEX + "\",\"viewSet\":\"public\"}";

  private final SignerFixture harness = new SignerFixture();

  private static Refusal refused(Response outcome) {
    assertThat(outcome).isInstanceOf(Response.Refused.class);
    return ((Response.Refused) outcome).why();
  }

  @Test
  void sign_nonceMissingOrOld_isChallengedWithTheCurrentOneAndOnlyCounted() {
    RequestFixture without =
        RequestFixture.of(harness, harness.accessToken(), claims -> claims.remove("nonce"));
    RequestFixture old = RequestFixture.good(harness);
    harness.clock.advance(Duration.ofSeconds(61));
    for (RequestFixture papers : List.of(without, old)) {
      Response outcome = harness.signer.handle(papers.request());
      Refusal.NonceRequired why = (Refusal.NonceRequired) refused(outcome);
      assertThat(why.code()).isEqualTo(ErrorCode.USE_DPOP_NONCE);
      assertThat(why.nonce()).isEqualTo(harness.signer.nonce());
      assertThat(outcome.requestId()).isNull();
    }
    assertThat(harness.lane.records()).isEmpty();
    assertThat(harness.book.log()).isEmpty();
    assertThat(harness.traces)
        .extracting(RequestTrace::outcome)
        .containsExactly(Outcome.CHALLENGED, Outcome.CHALLENGED);
  }

  @Test
  void sign_quotaSpent_saysWhichAndHowLongToWait() {
    SignerFixture slow =
        new SignerFixture(
            house -> house.limits = new Limits(1 << 20, new RateLimit(2, 1), 16, 1 << 30, 9));
    slow.sign(slow.body());
    Refusal.QuotaExceeded why = (Refusal.QuotaExceeded) refused(slow.sign(slow.body()));
    assertThat(why.quota()).isEqualTo(QuotaName.RATE);
    assertThat(why.limit()).isEqualTo(1);
    assertThat(why.retryAfter()).isEqualTo(Duration.ofMillis(500));
    slow.clock.advance(Duration.ofMillis(500));
    assertThat(slow.sign(slow.body())).isInstanceOf(Response.Answered.class);
  }

  @Test
  void sign_refusedByPolicy_countsAgainstTheRate() {
    SignerFixture slow =
        new SignerFixture(
            house -> house.limits = new Limits(1 << 20, new RateLimit(1, 1), 16, 1 << 30, 9));
    SignBody denied = slow.body().with("predicateType", quoted("https://example.org/other"));
    assertThat(refused(slow.sign(denied)).reason().word()).isEqualTo("predicate-type");
    assertThat(refused(slow.sign(slow.body())).reason().word()).isEqualTo("rate");
  }

  @Test
  void sign_concurrencyInUse_isRefusedAndFreeAfterwards() {
    SignerFixture single =
        new SignerFixture(
            house -> house.limits = new Limits(1 << 20, new RateLimit(9, 9), 1, 1 << 30, 9));
    AtomicReference<Response> meanwhile = new AtomicReference<>();
    single.keys.behave((honest, key, what, deadline) -> {
      single.keys.behave((keys, uri, message, by) -> keys.sign(uri, message, by));
      meanwhile.set(single.sign(single.body()));
      return honest.sign(key, what, deadline);
    });
    assertThat(single.sign(single.body())).isInstanceOf(Response.Answered.class);
    Refusal.QuotaExceeded why = (Refusal.QuotaExceeded) refused(meanwhile.get());
    assertThat(why.quota()).isEqualTo(QuotaName.CONCURRENCY);
    assertThat(why.limit()).isEqualTo(1);
    assertThat(single.sign(single.body())).isInstanceOf(Response.Answered.class);
  }

  @Test
  void sign_quotaOfTheDaySpent_namesItAndItsLimit() {
    RateLimit often = new RateLimit(9, 9);
    SignerFixture once =
        new SignerFixture(house -> house.limits = new Limits(1 << 20, often, 1, 1 << 30, 1));
    SignerFixture small =
        new SignerFixture(house -> house.limits = new Limits(1 << 20, often, 1, 10, 9));
    assertThat(once.sign(once.body())).isInstanceOf(Response.Answered.class);

    Refusal.QuotaExceeded signatures = (Refusal.QuotaExceeded) refused(once.sign(once.body()));
    Refusal.QuotaExceeded bytes = (Refusal.QuotaExceeded) refused(small.sign(small.body()));

    assertThat(signatures.quota()).isEqualTo(QuotaName.SIGNATURES_PER_DAY);
    assertThat(signatures.limit()).isEqualTo(1);
    assertThat(bytes.quota()).isEqualTo(QuotaName.BYTES_PER_DAY);
    assertThat(bytes.limit()).isEqualTo(10);
  }

  @Test
  void sign_statementWithoutPredicateOrName_isSignedWherePolicyAllowsAnyName() {
    SignerFixture any = new SignerFixture(house -> house.subjects = "*");
    String nameless = "[{\"digest\":{\"sha256\":\"" + SignBody.HEX + "\"}}]";

    assertThat(any.sign(any.body().with("subject", nameless).without("predicate")))
        .isInstanceOf(Response.Answered.class);
  }

  @Test
  void sign_subjectThatPolicyForbids_isNamedByItsPlace() {
    String good = SignBody.SUBJECT.substring(1, SignBody.SUBJECT.length() - 1);
    String nameless = "{\"digest\":{\"sha256\":\"" + SignBody.HEX + "\"}}";

    Refusal without =
        refused(harness.sign(harness.body().with("subject", "[" + good + "," + nameless + "]")));
    Refusal foreign =
        refused(
            harness.sign(
                harness
                    .body()
                    .with("subject", "[" + good.replace("registry.example", "evil") + "]")));

    assertThat(without.reason()).isEqualTo(Reason.SUBJECT_NAME);
    assertThat(without.advice()).contains("by their names", "has none", "($.subject[1])");
    assertThat(foreign.reason()).isEqualTo(Reason.SUBJECT_NAME);
    assertThat(foreign.advice()).contains("($.subject[0].name)");
  }

  @Test
  void sign_reportWithoutPredicate_isRefused() {
    Refusal why =
        refused(
            harness.sign(report("{}").without("predicate").options("{\"policy\":" + POLICY + "}")));

    assertThat(why.reason().word()).isEqualTo("json-missing-member");
    assertThat(((Refusal.InvalidStatement) why).path()).isEqualTo("$.predicate");
  }

  @Test
  void sign_reportWithTheSamePolicyInBothPlaces_isSigned() {
    SignBody report = report("{\"policy\":" + POLICY + "}").options("{\"policy\":" + POLICY + "}");
    assertThat(harness.sign(report)).isInstanceOf(Response.Answered.class);
    assertThat(harness.trace().facts()).containsEntry("claimedViewSet", "public");
  }

  @Test
  void sign_reportWithAnotherPolicyOrNone_isRefusedWithItsPlace() {
    String options = "{\"policy\":" + POLICY + "}";
    String other = POLICY.replace("public", "internal");
    assertPath("{}", options, "policy-differs", "$.predicate.policy");
    assertPath("{\"policy\":" + other + "}", options, "policy-differs", "$.predicate.policy");
    assertPath("{\"policy\":[]}", options, "policy-differs", "$.predicate.policy");
    String more = POLICY.replace("}", ",\"x\":1}");
    assertPath("{\"policy\":" + more + "}", options, "json-unknown-member", "$.predicate.policy.x");
    String bad = POLICY.replace("sha256:", "sha1:");
    assertPath("{\"policy\":" + bad + "}", options, "policy-digest", "$.predicate.policy.digest");
  }

  private void assertPath(String predicate, String options, String reason, String path) {
    Refusal why = refused(harness.sign(report(predicate).options(options)));
    assertThat(why).isInstanceOf(Refusal.InvalidStatement.class);
    assertThat(why.reason().word()).isEqualTo(reason);
    assertThat(((Refusal.InvalidStatement) why).path()).isEqualTo(path);
  }

  private SignBody report(String predicate) {
    return harness
        .body()
        .with("predicateType", quoted(PolicyFixture.REPORT))
        .with("predicate", predicate);
  }

  @Test
  void refuse_byAShell_isRecordedInTheLane() {
    Response outcome =
        harness.signer.refuse(
            harness.request(Delivered.whole("")),
            new Refusal.UnsupportedMediaType(Reason.CONTENT_TYPE));
    assertThat(refused(outcome).code()).isEqualTo(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
    assertThat(harness.lane.records()).containsOnlyKeys(outcome.requestId());
    assertThat(harness.trace().code()).isEqualTo("unsupported_media_type");
  }

  @Test
  void audit_ofTheOwnTenant_givesTheRecordsAndOfAnotherNothing() throws Exception {
    String id = SignerFixture.json(harness.sign(harness.body())).string("auditId");
    Response own = harness.audit(harness.accessClaims(), id);
    assertThat(SignerFixture.json(own).array("records").objects()).hasSize(3);

    var foreign = harness.accessClaims();
    foreign.put("tid", "\"beta\"");
    Refusal other = refused(harness.audit(foreign, id));
    String unknown = "00000000-0000-7000-8000-000000000000";
    Refusal nothing = refused(harness.audit(harness.accessClaims(), unknown));
    Refusal malformed = refused(harness.audit(harness.accessClaims(), "../x"));
    assertThat(other).isEqualTo(nothing).isEqualTo(malformed);
    assertThat(other.code()).isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void referrers_signedImage_isTrustedWithEachSignature() throws Exception {
    Response outcome = harness.referrers(SignerFixture.IMAGE.toString());
    var answer = SignerFixture.json(outcome);
    assertThat(answer.bool("trusted")).isTrue();
    assertThat(answer.string("conclusion")).isEqualTo("trusted");
    assertThat(answer.array("signatures").objects()).hasSize(1);
    Response wrong = harness.referrers("sha256:00");
    assertThat(refused(wrong).reason().word()).isEqualTo("image-digest");
  }

  @Test
  void referrers_imageSignedMeanwhile_isTrustedForSigningAtOnce() throws Exception {
    Digest image = Bytes.utf8("an image that is signed late").sha256();
    assertThat(refused(signFor(image)).reason().word()).isEqualTo("unsigned");
    harness.registry.putBundle(
        image, harness.house.releaseKey.bundle(DocumentSigner.imageStatement(image)));
    int asked = harness.registry.calls();
    assertThat(refused(signFor(image)).reason().word()).isEqualTo("unsigned");
    assertThat(harness.registry.calls()).isEqualTo(asked);

    var answer = SignerFixture.json(harness.referrers(image.toString()));

    assertThat(answer.bool("trusted")).isTrue();
    assertThat(signFor(image)).isInstanceOf(Response.Answered.class);
    assertThat(harness.registry.calls()).isEqualTo(asked + 1);
  }

  private Response signFor(Digest image) {
    RequestFixture papers =
        RequestFixture.token(harness, "scanner_digest", quoted(image.toString()))
            .body(new SignBody(harness.entitlement(), image));
    return harness.signer.handle(papers.request());
  }

  @Test
  void trust_publicKeysOnly_withoutTenantOrName() throws Exception {
    var keys = SignerFixture.json(harness.signer.trust()).array("keys").objects();
    assertThat(keys).hasSize(1);
    assertThat(keys.get(0).string("publicKey"))
        .isEqualTo(harness.house.pin(PolicyFixture.ACME, "sbom").pem());
    assertThat(harness.signer.trust().utf8()).doesNotContain("acme").doesNotContain("sbom");
  }
}
