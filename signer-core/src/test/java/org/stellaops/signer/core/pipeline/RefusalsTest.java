package org.stellaops.signer.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.core.pipeline.Jwts.quoted;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.IncomingRequest;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.policy.EntitlementRules.Check;
import org.stellaops.signer.core.api.policy.Limits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.RateLimit;
import org.stellaops.signer.ports.RefusalLog.UnidentifiedRefusal;
import org.stellaops.signer.testkit.registry.DocumentSigner;

/** Every no of the pipeline: its code, its one record, no key used, nothing charged, the proof. */
class RefusalsTest {

  private static final Digest UNSIGNED = Bytes.utf8("an unsigned image").sha256();

  /** One way to be refused. */
  record Case(
      ErrorCode code,
      String reason,
      boolean identified,
      boolean lasting,
      Consumer<PolicyFixture> house,
      Function<SignerFixture, RequestFixture> papers) {

    @Override
    public String toString() {
      return code.wire() + " " + reason;
    }
  }

  private static Case unidentified(
      ErrorCode code, String reason, Function<SignerFixture, RequestFixture> papers) {
    return new Case(code, reason, false, false, house -> {}, papers);
  }

  private static Case identified(
      ErrorCode code, String reason, Function<SignerFixture, RequestFixture> papers) {
    return new Case(code, reason, true, false, house -> {}, papers);
  }

  private static Case configured(
      ErrorCode code,
      String reason,
      Consumer<PolicyFixture> house,
      Function<SignerFixture, RequestFixture> papers) {
    return new Case(code, reason, true, true, house, papers);
  }

  private static Case options(String reason, String options) {
    return identified(
        ErrorCode.INVALID_REQUEST,
        reason,
        h -> RequestFixture.good(h).body(h.body().options(options)));
  }

  private static Case body(ErrorCode code, String reason, Function<SignBody, Object> change) {
    return identified(code, reason, h -> RequestFixture.good(h).body(change.apply(h.body())));
  }

  static Stream<Case> callers() {
    return Stream.of(
        unidentified(
            ErrorCode.INVALID_TOKEN,
            "token-missing",
            h -> RequestFixture.good(h).headers(List.of(), RequestFixture.good(h).proof())),
        unidentified(
            ErrorCode.INVALID_TOKEN,
            "bearer-refused",
            h -> RequestFixture.good(h).headers(List.of("Bearer " + h.accessToken()), List.of())),
        unidentified(
            ErrorCode.INVALID_REQUEST,
            "authorization-repeated",
            h ->
                RequestFixture.good(h)
                    .headers(List.of("DPoP a", "DPoP b"), RequestFixture.good(h).proof())),
        unidentified(
            ErrorCode.INVALID_TOKEN,
            "token-signature",
            h -> RequestFixture.of(h, h.holder.sign(Map.of(), h.accessClaims()), proof -> {})),
        unidentified(
            ErrorCode.INVALID_TOKEN, "expired", h -> RequestFixture.token(h, "exp", "1793880000")),
        unidentified(
            ErrorCode.INVALID_DPOP_PROOF,
            "proof-missing",
            h -> RequestFixture.good(h).headers(RequestFixture.good(h).authorization(), List.of())),
        unidentified(
            ErrorCode.INVALID_DPOP_PROOF,
            "ath-unexpected",
            h -> RequestFixture.of(h, h.accessToken(), claims -> claims.put("ath", quoted("x")))),
        unidentified(
            ErrorCode.INSUFFICIENT_SCOPE,
            "scope-missing",
            h -> RequestFixture.token(h, "scope", quoted("signer.audit"))),
        unidentified(
            ErrorCode.POLICY_DENIED,
            "tenant-unknown",
            h -> RequestFixture.token(h, "tid", quoted("nobody"))));
  }

  static Stream<Case> bodies() {
    return Stream.of(
        identified(
            ErrorCode.INVALID_REQUEST,
            "idempotency-key",
            h -> RequestFixture.good(h).keys("a", "b")),
        identified(
            ErrorCode.INVALID_REQUEST, "idempotency-key", h -> RequestFixture.good(h).keys("\n")),
        identified(
            ErrorCode.INVALID_DPOP_PROOF,
            "content-digest",
            h ->
                RequestFixture.of(
                    h,
                    h.accessToken(),
                    claims ->
                        claims.put(
                            "content-digest",
                            quoted("sha-256=:" + UNSIGNED.bytes().base64() + ":")))),
        identified(
            ErrorCode.INVALID_REQUEST, "body-length", h -> RequestFixture.good(h).declared(5000)),
        identified(
            ErrorCode.INVALID_REQUEST, "body-length", h -> RequestFixture.good(h).declared(3)),
        identified(
            ErrorCode.ARTIFACT_TOO_LARGE,
            "declared-length",
            h -> RequestFixture.good(h).declared(1 << 21)),
        identified(
            ErrorCode.ARTIFACT_TOO_LARGE,
            "body-length",
            h -> RequestFixture.good(h).body("x".repeat((1 << 20) + 1)).declared(-1)),
        identified(
            ErrorCode.ARTIFACT_TOO_LARGE,
            "plan",
            h -> RequestFixture.entitlement(h, "limits", "{\"maxArtifactBytes\":100}")),
        identified(ErrorCode.INVALID_REQUEST, "json-empty", h -> RequestFixture.good(h).body("")),
        identified(
            ErrorCode.INVALID_REQUEST,
            "json-not-an-object",
            h -> RequestFixture.good(h).body("[]")),
        body(ErrorCode.INVALID_REQUEST, "json-trailing-data", body -> body + "\u0000"),
        body(ErrorCode.INVALID_REQUEST, "json-unknown-member", body -> body.with("extra", "1")),
        body(ErrorCode.INVALID_REQUEST, "poe-missing", body -> body.without("poe")),
        body(
            ErrorCode.INVALID_REQUEST,
            "unsupported-poe-format",
            body -> body.with("poe", "{\"format\":\"cwt\",\"value\":\"x\"}")),
        body(
            ErrorCode.INVALID_REQUEST,
            "digest-malformed",
            body -> body.with("scannerImageDigest", "\"sha256:AB\"")),
        body(ErrorCode.INVALID_STATEMENT, "json-missing-member", b -> b.without("predicateType")),
        body(
            ErrorCode.INVALID_STATEMENT,
            "predicate-not-an-object",
            body -> body.with("predicate", "[]")),
        body(
            ErrorCode.INVALID_STATEMENT,
            "json-duplicate-name",
            body -> body.with("predicate", "{\"a\":1,\"\\u0061\":2}")),
        body(ErrorCode.INVALID_STATEMENT, "subject-count", body -> body.with("subject", "[]")));
  }

  static Stream<Case> unsupportedOptions() {
    return Stream.of(
        options("unsupported-timestamp", "{\"timestamp\":true}"),
        options("unsupported-expiry-seconds", "{\"expirySeconds\":600}"),
        options("option-value", "{\"signingMode\":\"Keyful\"}"),
        options("option-value", "{\"log\":\"other\"}"),
        options("option-value", "{\"returnBundle\":\"none\"}"),
        options("option-value", "{\"keys\":[]}"),
        options("option-value", "{\"keys\":[\"sbom\",\"sbom\"]}"),
        options(
            "option-value", "{\"keys\":[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",\"i\"]}"),
        options("option-value", "{\"keys\":[\"NO\"]}"),
        options("json-unknown-member", "{\"hash\":\"sha256:00\"}"),
        options("json-wrong-type", "{\"timestamp\":\"no\"}"),
        options("json-wrong-type", "null"));
  }

  static Stream<Case> entitlements() {
    return Stream.of(
        body(
            ErrorCode.NOT_ENTITLED,
            "proof-malformed",
            body -> body.with("poe", "{\"format\":\"jwt\",\"value\":\"x\"}")),
        identified(
            ErrorCode.NOT_ENTITLED,
            "proof-signature",
            h -> RequestFixture.good(h).body(new SignBody(h.accessToken(), SignerFixture.IMAGE))),
        identified(
            ErrorCode.NOT_ENTITLED,
            "typ-unexpected",
            h ->
                RequestFixture.good(h)
                    .body(
                        new SignBody(
                            h.licences.sign(Map.of("typ", "\"at+jwt\""), h.entitlementClaims()),
                            SignerFixture.IMAGE))),
        identified(
            ErrorCode.NOT_ENTITLED,
            "expired",
            h -> RequestFixture.entitlement(h, "exp", "1793880000")),
        identified(
            ErrorCode.NOT_ENTITLED,
            "tid-unexpected",
            h -> RequestFixture.entitlement(h, "tid", "\"beta\"")),
        identified(
            ErrorCode.NOT_ENTITLED,
            "inst-unexpected",
            h -> RequestFixture.entitlement(h, "inst", "\"inst-2\"")),
        identified(
            ErrorCode.NOT_ENTITLED,
            "cnf-unexpected",
            h ->
                RequestFixture.entitlement(
                    h, "cnf", "{\"jkt\":\"" + new Jwts().thumbprint().value() + "\"}")),
        identified(
            ErrorCode.NOT_ENTITLED,
            "plan-unknown",
            h -> RequestFixture.entitlement(h, "plan", "\"gold\"")),
        configured(
            ErrorCode.NOT_ENTITLED,
            "licence-revoked",
            house -> house.check = Check.INTROSPECT,
            h -> {
              h.licensing = (proof, deadline) -> h.introspection(proof, "\"active\":false");
              return RequestFixture.good(h);
            }),
        configured(
            ErrorCode.NOT_ENTITLED,
            "proof-outdated",
            house -> house.check = Check.INTROSPECT,
            h -> {
              h.licensing =
                  (proof, deadline) -> h.introspection(proof, "\"active\":true,\"ver\":8");
              return RequestFixture.good(h);
            }));
  }

  static Stream<Case> policies() {
    return Stream.of(
        body(
            ErrorCode.POLICY_DENIED,
            "subject-name",
            body -> body.with("subject", SignBody.SUBJECT.replace("registry.example", "evil"))),
        body(
            ErrorCode.POLICY_DENIED,
            "predicate-type",
            body -> body.with("predicateType", "\"https://sigstore.dev/cosign/sign/v1\"")),
        configured(
            ErrorCode.POLICY_DENIED,
            "feature-keyful",
            house -> house.features = Set.of("keyless"),
            RequestFixture::good),
        identified(
            ErrorCode.POLICY_DENIED,
            "feature-keyful",
            h -> RequestFixture.entitlement(h, "features", "[\"keyless\"]")),
        body(ErrorCode.POLICY_DENIED, "key", body -> body.options("{\"keys\":[\"theirs\"]}")),
        body(ErrorCode.POLICY_DENIED, "key", body -> body.options("{\"keys\":[\"golden\"]}")),
        body(ErrorCode.POLICY_DENIED, "key", body -> body.options("{\"keys\":[\"unknown\"]}")),
        configured(
            ErrorCode.INVALID_REQUEST,
            "key-not-named",
            house -> house.addKey(PolicyFixture.ACME, "second", PolicyFixture.PRO),
            RequestFixture::good),
        body(
            ErrorCode.INVALID_REQUEST,
            "policy-missing",
            body -> body.with("predicateType", quoted(PolicyFixture.REPORT))));
  }

  static Stream<Case> releases() {
    return Stream.of(
        identified(
            ErrorCode.RELEASE_UNBOUND,
            "no-claim",
            h -> {
              Map<String, String> claims = h.accessClaims();
              claims.remove("scanner_digest");
              return RequestFixture.of(h, h.accessToken(claims), proof -> {});
            }),
        body(
            ErrorCode.RELEASE_UNBOUND,
            "digest-missing",
            body -> body.without("scannerImageDigest")),
        identified(
            ErrorCode.RELEASE_UNBOUND,
            "digest-mismatch",
            h -> RequestFixture.token(h, "scanner_digest", quoted(UNSIGNED.toString()))),
        identified(ErrorCode.RELEASE_UNTRUSTED, "unsigned", RefusalsTest::ofUnsignedImage),
        identified(
            ErrorCode.RELEASE_UNTRUSTED,
            "no-trusted-signature",
            h -> {
              String foreign =
                  DocumentSigner.p256().bundle(DocumentSigner.imageStatement(UNSIGNED));
              h.registry.putBundle(UNSIGNED, foreign);
              return ofUnsignedImage(h);
            }),
        configured(
            ErrorCode.RELEASE_UNTRUSTED,
            "no-source",
            house -> house.withSource = false,
            RequestFixture::good));
  }

  private static RequestFixture ofUnsignedImage(SignerFixture harness) {
    return RequestFixture.token(harness, "scanner_digest", quoted(UNSIGNED.toString()))
        .body(new SignBody(harness.entitlement(), UNSIGNED));
  }

  static Stream<Case> quotas() {
    return Stream.of(
        identified(
            ErrorCode.QUOTA_EXCEEDED,
            "bytes-per-day",
            h -> RequestFixture.entitlement(h, "limits", "{\"bytesPerDay\":10}")),
        identified(
            ErrorCode.QUOTA_EXCEEDED,
            "signatures-per-day",
            h -> {
              assertThat(h.sign(h.body())).isInstanceOf(Response.Answered.class);
              return RequestFixture.entitlement(h, "limits", "{\"signaturesPerDay\":1}");
            }),
        identified(
            ErrorCode.QUOTA_EXCEEDED,
            "rate",
            h -> {
              assertThat(h.sign(h.body())).isInstanceOf(Response.Answered.class);
              return RequestFixture.entitlement(h, "limits", "{\"perSecond\":1,\"burst\":1}");
            }));
  }

  static RequestFixture papers(Case one, SignerFixture harness) {
    return one.papers().apply(harness);
  }

  static Stream<Case> all() {
    return Stream.of(
            callers(),
            bodies(),
            unsupportedOptions(),
            entitlements(),
            policies(),
            releases(),
            quotas())
        .flatMap(cases -> cases);
  }

  /** With room for exactly one signature at a time and two a day, whatever leaks is found. */
  private static SignerFixture scarce(Case one) {
    return new SignerFixture(house -> {
      house.limits = new Limits(1 << 20, new RateLimit(50, 100), 1, 1 << 30, 2);
      one.house().accept(house);
    });
  }

  @ParameterizedTest
  @MethodSource("all")
  void sign_refused_hasItsCodeAndOneRecordAndUsesNoKey(Case one) throws Exception {
    SignerFixture harness = scarce(one);
    RequestFixture papers = one.papers().apply(harness);
    long usedBefore = harness.signatures();
    long decidedBefore = harness.decisions();

    Response outcome = harness.signer.handle(papers.request());

    assertThat(outcome).isInstanceOf(Response.Refused.class);
    Refusal why = ((Response.Refused) outcome).why();
    assertThat(why.reason().word()).isEqualTo(one.reason());
    assertThat(why.code()).isEqualTo(one.code());
    assertThat(why.advice()).matches("[A-Za-z].*[.]( \\(\\$.*\\))?");
    assertThat(harness.signatures()).isEqualTo(usedBefore);
    assertThat(harness.book.openRequests()).isZero();
    if (one.identified()) {
      assertThat(harness.decisions()).isEqualTo(decidedBefore + 1);
      JsonObject record = harness.decision();
      assertThat(record.string("decision")).isEqualTo("refused");
      assertThat(record.string("code")).isEqualTo(one.code().wire());
      assertThat(record.string("reason")).isEqualTo(one.reason());
      assertThat(record.string("id")).isEqualTo(outcome.requestId().value());
      assertThat(harness.lane.records()).isEmpty();
    } else {
      assertThat(harness.book.log()).isEmpty();
      List<UnidentifiedRefusal> records = new ArrayList<>(harness.lane.records().values());
      assertThat(records).hasSize(1);
      assertThat(records.get(0).code()).isEqualTo(one.code().wire());
      assertThat(records.get(0).reason()).isEqualTo(one.reason());
      assertThat(harness.lane.records()).containsOnlyKeys(outcome.requestId());
    }
    assertThat(harness.trace().outcome().label()).isEqualTo("refused");
    assertThat(harness.trace().code()).isEqualTo(one.code().wire());
    assertThat(harness.trace().facts()).containsEntry("auditId", outcome.requestId().value());
  }

  @ParameterizedTest
  @MethodSource("all")
  void sign_refused_spendsTheProofOnlyOfIdentifiedCallers(Case one) {
    SignerFixture harness = scarce(one);
    RequestFixture papers = one.papers().apply(harness);
    harness.signer.handle(papers.request());
    Response again = harness.signer.handle(papers.request());
    assertThat(((Response.Refused) again).why().reason().word())
        .isEqualTo(one.identified() ? "proof-replayed" : one.reason());
  }

  /** What the operator configured refuses every request; of the others the next is signed. */
  static Stream<Case> ofThisRequestOnly() {
    return all().filter(one -> !one.lasting());
  }

  @ParameterizedTest
  @MethodSource("ofThisRequestOnly")
  void sign_refused_givesBackConcurrencyAndChargesNoSignature(Case one) {
    SignerFixture harness = scarce(one);
    RequestFixture papers = one.papers().apply(harness);
    long used = harness.signatures();
    harness.signer.handle(papers.request());
    harness.signer.handle(papers.request());
    RequestFixture good = RequestFixture.good(harness);
    for (; used < 2; used++) {
      assertThat(harness.sign(harness.body())).isInstanceOf(Response.Answered.class);
    }
    IncomingRequest third = good.request();
    assertThat(((Response.Refused) harness.signer.handle(third)).why().reason().word())
        .isEqualTo("signatures-per-day");
  }
}
