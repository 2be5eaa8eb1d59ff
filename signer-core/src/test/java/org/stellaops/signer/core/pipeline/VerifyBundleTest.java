package org.stellaops.signer.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.policy.KeylessRule;
import org.stellaops.signer.core.api.policy.PolicySnapshot;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.KeyIdentity;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Revocation;
import org.stellaops.signer.model.Revocation.RevokedContent;
import org.stellaops.signer.model.Revocation.RevokedIdentity;
import org.stellaops.signer.model.Revocation.RevokedKey;
import org.stellaops.signer.ports.BundleExaminer.Demands;
import org.stellaops.signer.ports.BundleExaminer.Examination;
import org.stellaops.signer.ports.BundleExaminer.Question;
import org.stellaops.signer.ports.BundleExaminer.Roots;
import org.stellaops.signer.ports.BundleExaminer.Signed;
import org.stellaops.signer.ports.BundleExaminer.TrustedIdentity;
import org.stellaops.signer.ports.Check;
import org.stellaops.signer.ports.Check.Outcome;

/** Verdicts on bundles: what counts, who may choose it, and that only a yes is an answer. */
class VerifyBundleTest {

  private static final String ARTIFACT = "\"artifact\":{\"sha256\":\"" + "a".repeat(64) + "\"}";
  private static final String PAE =
      PreAuthEncoding.of(DocumentTypes.IN_TOTO, FakeExaminer.PAYLOAD).sha256().hex();
  private static final Roots EVERYTHING = new Roots(true, true, true, true);

  private final SignerFixture service = new SignerFixture();

  private static String body(String... members) {
    return "{\"bundle\":{\"some\":  \"document\"}," + String.join(",", members) + "}";
  }

  private static Refusal refused(Response response) {
    return response instanceof Response.Refused(var id, Refusal why)
        ? why
        : failed("not refused: " + response);
  }

  private static <T> T failed(String why) {
    throw new AssertionError(why);
  }

  private static String id(PinnedKey key) {
    return "\"" + key.fingerprint() + "\"";
  }

  @Test
  void verify_signedByAnOwnKey_isAnAnswerWithChecksAndStatement() throws Exception {
    JsonObject answer = SignerFixture.json(service.verify(body(ARTIFACT)));

    assertThat(answer.bool("verified")).isTrue();
    assertThat(answer.array("checks").objects())
        .extracting(check -> check.string("name") + " " + check.string("outcome"))
        .containsExactly("form passed", "subject passed");
    assertThat(answer.string("paeSha256")).isEqualTo(PAE);
    assertThat(answer.object("statement").string("predicateType")).isEqualTo("https://example/t");
    assertThat(answer.object("statement").array("subject").objects().get(0).string("name"))
        .isEqualTo("app");
    assertThat(service.decision().string("verdict")).isEqualTo("verified");
    assertThat(service.decision().string("decision")).isEqualTo("answered");
    assertThat(service.signatures()).isZero();
  }

  @Test
  void verify_documents_reachTheExaminerAsTheyCame() {
    service.verify(body(ARTIFACT));

    assertThat(service.examiner.last().documents())
        .containsExactly(Bytes.utf8("{\"some\":  \"document\"}"));
    assertThat(service.examiner.last().artifact()).isEqualTo(Map.of("sha256", "a".repeat(64)));
  }

  @Test
  void verify_withoutChoice_countsOwnKeysAlone() {
    service.verify(body(ARTIFACT));

    assertThat(service.examiner.last().signers().keys())
        .extracting(key -> key.key().fingerprint())
        .containsExactlyInAnyOrder(
            service.house.pin(PolicyFixture.ACME, "sbom").fingerprint(),
            service.house.pin(PolicyFixture.ACME, "golden").fingerprint());
  }

  @Test
  void verify_byAnotherTenantsKeyThatIsNotPublished_isRefusedLikeAnUnknownKey() {
    Refusal others =
        refused(
            service.verify(
                body(
                    ARTIFACT,
                    "\"policy\":{\"keys\":["
                        + id(service.house.pin(PolicyFixture.BETA, "theirs"))
                        + "]}")));
    Refusal unknown =
        refused(
            service.verify(
                body(ARTIFACT, "\"policy\":{\"keys\":[\"sha256:" + "0".repeat(64) + "\"]}")));

    assertThat(others).isEqualTo(unknown).isInstanceOf(Refusal.PolicyDenied.class);
    assertThat(others.reason()).isEqualTo(Reason.KEY_NOT_TRUSTED);
    assertThat(service.examiner.asked).isEmpty();
  }

  @Test
  void verify_byAnotherTenantsPublishedKey_hasToBeAskedFor() {
    PinnedKey published = service.house.pin(PolicyFixture.ACME, "sbom");
    Map<String, String> claims = service.accessClaims();
    claims.put("tid", "\"beta\"");

    service.post(new Operation.VerifyBundle(), claims, body(ARTIFACT));
    assertThat(service.examiner.last().signers().keys())
        .extracting(key -> key.key())
        .doesNotContain(published);

    service.post(
        new Operation.VerifyBundle(),
        claims,
        body(ARTIFACT, "\"policy\":{\"keys\":[" + id(published) + "]}"));
    assertThat(service.examiner.last().signers().keys())
        .extracting(key -> key.key())
        .containsExactly(published);
  }

  @Test
  void verify_byIdentity_needsATrustedRootAndWhatItHasLogsFor() {
    String named =
        body(
            ARTIFACT, "\"policy\":{\"identities\":[{\"issuer\":\"https://i\",\"subject\":\"s\"}]}");

    assertThat(refused(service.verify(named)).reason()).isEqualTo(Reason.NO_TRUSTED_ROOT);

    service.examiner.roots = EVERYTHING;
    service.verify(named);
    Question asked = service.examiner.last();
    assertThat(asked.signers().keys()).isEmpty();
    assertThat(asked.signers().identities()).containsExactly(new TrustedIdentity("https://i", "s"));
    assertThat(asked.demands()).isEqualTo(new Demands(1, 0, 1));
  }

  @Test
  void verify_withoutChoice_countsTheOwnIdentityToo() {
    KeylessFixture keyless = new KeylessFixture();
    keyless.service.examiner.roots = EVERYTHING;

    keyless.service.verify(body(ARTIFACT));

    Question asked = keyless.service.examiner.last();
    assertThat(asked.signers().identities())
        .containsExactly(new TrustedIdentity(KeylessFixture.ISSUER, KeylessFixture.SUBJECT));
    assertThat(asked.signers().keys()).hasSize(2);
    assertThat(asked.demands()).isEqualTo(new Demands(0, 0, 1));
  }

  @Test
  void verify_ofATenantWithNobody_isRefused() {
    SignerFixture nobody =
        new SignerFixture(house -> house.keys.put(PolicyFixture.BETA, new ArrayList<>()));
    Map<String, String> claims = nobody.accessClaims();
    claims.put("tid", "\"beta\"");

    assertThat(refused(nobody.post(new Operation.VerifyBundle(), claims, body(ARTIFACT))).reason())
        .isEqualTo(Reason.NOBODY_TRUSTED);
  }

  @Test
  void verify_pae_isComparedWithWhatIsSigned() throws Exception {
    JsonObject same = SignerFixture.json(service.verify(body("\"paeSha256\":\"" + PAE + "\"")));
    assertThat(same.bool("verified")).isTrue();

    Refusal other =
        refused(service.verify(body(ARTIFACT, "\"paeSha256\":\"" + "b".repeat(64) + "\"")));
    assertThat(other).isInstanceOf(Refusal.NotVerified.class);
    assertThat(((Refusal.NotVerified) other).checks())
        .filteredOn(check -> check.outcome() == Outcome.FAILED)
        .extracting(Check::name)
        .containsExactly("content");
  }

  /** What an examiner may answer that is no yes, however it looks. */
  enum NoYes {
    FAILED_CHECK(good -> checks(good, new Check("x", Outcome.FAILED, "No."))),
    UNSUPPORTED_CHECK(good -> checks(good, new Check("x", Outcome.UNSUPPORTED, "Who knows."))),
    NOT_SIGNED(good ->
        new Examination(good.checks(), good.signers(), good.trustedTime(), Optional.empty())),
    NOBODY_SIGNED(
        good -> new Examination(good.checks(), List.of(), good.trustedTime(), good.signed())),
    NOT_COMPARED(good ->
        new Examination(
            List.of(new Check("form", Outcome.PASSED, "Fine.")),
            good.signers(),
            good.trustedTime(),
            good.signed())),
    NO_CHECK(good -> new Examination(List.of(), good.signers(), good.trustedTime(), good.signed()));

    @SuppressWarnings("ImmutableEnumChecker")
    private final UnaryOperator<Examination> change;

    NoYes(UnaryOperator<Examination> change) {
      this.change = change;
    }

    private static Examination checks(Examination good, Check more) {
      List<Check> all = new ArrayList<>(good.checks());
      all.add(more);
      return new Examination(all, good.signers(), good.trustedTime(), good.signed());
    }
  }

  @ParameterizedTest
  @EnumSource
  void verify_whatIsNoYes_isARefusal(NoYes answer) throws Exception {
    service.examiner.answer = question -> answer.change.apply(FakeExaminer.good(question));

    Refusal why = refused(service.verify(body(ARTIFACT)));

    assertThat(why).isInstanceOf(Refusal.NotVerified.class);
    assertThat(why.reason())
        .isEqualTo(
            answer == NoYes.UNSUPPORTED_CHECK
                ? Reason.BUNDLE_UNSUPPORTED
                : Reason.BUNDLE_NOT_VERIFIED);
    assertThat(service.decision().string("verdict")).isEqualTo("not-verified");
    assertThat(service.decision().string("decision")).isEqualTo("refused");
    assertThat(service.decision().string("code")).isEqualTo("not_verified");
  }

  @Test
  void verify_signerThatNobodyAskedFor_countsForNothing() {
    PinnedKey theirs = service.house.pin(PolicyFixture.BETA, "theirs");
    service.examiner.answer =
        question -> {
          Examination good = FakeExaminer.good(question);
          return new Examination(
              good.checks(), List.of(new KeyIdentity(theirs)), good.trustedTime(), good.signed());
        };

    assertThat(refused(service.verify(body(ARTIFACT))).reason())
        .isEqualTo(Reason.BUNDLE_NOT_VERIFIED);
  }

  @Test
  void verify_oneSignerNamedTwice_countsOnce() {
    service.examiner.answer =
        question -> {
          Examination good = FakeExaminer.good(question);
          var first = good.signers().get(0);
          return new Examination(
              good.checks(), List.of(first, first), good.trustedTime(), good.signed());
        };

    assertThat(refused(service.verify(body(ARTIFACT, "\"policy\":{\"threshold\":2}"))).reason())
        .isEqualTo(Reason.BUNDLE_NOT_VERIFIED);
  }

  @Test
  void verify_signatureOverAFile_hasNoPaeToCompare() {
    service.examiner.answer =
        question -> {
          Examination good = FakeExaminer.good(question);
          return new Examination(
              good.checks(),
              good.signers(),
              good.trustedTime(),
              Optional.of(new Signed(Optional.empty())));
        };

    assertThat(service.verify(body(ARTIFACT))).isInstanceOf(Response.Answered.class);
    assertThat(refused(service.verify(body("\"paeSha256\":\"" + PAE + "\""))).reason())
        .isEqualTo(Reason.BUNDLE_NOT_VERIFIED);
  }

  private void revoke(Revocation... revoked) {
    PolicySnapshot before = service.policy;
    service.policy =
        new PolicySnapshot(before.policies(), before.releases(), List.of(revoked), before.sha256());
  }

  @Test
  void trust_revocationsOfThePolicy_areTold() throws Exception {
    Digest other = Bytes.utf8("a key of nobody here").sha256();
    revoke(
        new RevokedKey(other, Instant.EPOCH, "stolen"),
        new RevokedIdentity("https://i", "s", Instant.EPOCH, "left"),
        new RevokedContent(other, Instant.EPOCH, "a mistake"));

    JsonObject trust = SignerFixture.json(service.signer.trust());

    assertThat(trust.array("revocations").objects().get(0).string("id"))
        .isEqualTo(other.toString());
    assertThat(trust.array("revokedIdentities").objects().get(0).string("subject")).isEqualTo("s");
    assertThat(trust.array("revokedContents").objects().get(0).string("paeDigest"))
        .isEqualTo(other.toString());
  }

  @Test
  void verify_revocationsOfThePolicy_areHandedOn() {
    RevokedContent revoked =
        new RevokedContent(Bytes.utf8("x").sha256(), Instant.EPOCH, "a mistake");
    revoke(revoked);

    service.verify(body(ARTIFACT));

    assertThat(service.examiner.last().revocations()).containsExactly(revoked);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          json-not-an-object    | []
          json-duplicate-name   | {"bundle":{},"bundle":{}}
          json-unknown-member   | {"bundle":{},"artefact":{}}
          document-count        | {"artifact":{"sha256":"A"}}
          document-count        | {"bundle":{},"bundles":[{}]}
          document-count        | {"bundles":[]}
          json-too-many-values  | {"bundles":[{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}]}
          json-wrong-type       | {"bundle":"{}"}
          json-wrong-type       | {"bundles":[{},1]}
          artifact-missing      | {"bundle":{}}
          artifact-missing      | {"bundle":{},"artifact":{}}
          json-unknown-member   | {"bundle":{},"artifact":{"sha1":"00"}}
          digest-malformed      | {"bundle":{},"artifact":{"sha256":"sha256:00"}}
          digest-malformed      | {"bundle":{},"artifact":{"sha512":"AA"}}
          digest-malformed      | {"bundle":{},"paeSha256":"sha256:00"}
          json-wrong-type       | {"bundle":{},"paeSha256":1}
          json-wrong-type       | {"bundle":{},"artifact":[]}
          """)
  void verify_faultyBody_isRefusedBeforeAnythingIsExamined(String reason, String body) {
    Refusal why = refused(service.verify(body));

    assertThat(why).isInstanceOf(Refusal.InvalidRequest.class);
    assertThat(why.reason().word()).isEqualTo(reason);
    assertThat(service.examiner.asked).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          json-unknown-member | {"regexp":"^.*$"}
          json-wrong-type     | {"keys":"sha256:00"}
          digest-malformed    | {"keys":["00"]}
          option-value        | {"keys":[]}
          option-value        | {"identities":[]}
          option-value        | {"identities":[{"issuer":"","subject":"s"}]}
          json-unknown-member | {"identities":[{"issuer":"i","subject":"s","regexp":"x"}]}
          json-missing-member | {"identities":[{"subject":"s"}]}
          option-value        | {"threshold":0}
          option-value        | {"threshold":3}
          option-value        | {"threshold":17}
          option-value        | {"logs":-1}
          option-value        | {"timestamps":9}
          json-wrong-type     | {"certificateLogs":"1"}
          option-value        | {"predicateType":""}
          """)
  void verify_faultyPolicy_isRefused(String reason, String policy) {
    Refusal why = refused(service.verify(body(ARTIFACT, "\"policy\":" + policy)));

    assertThat(why).isInstanceOf(Refusal.InvalidRequest.class);
    assertThat(why.reason().word()).isEqualTo(reason);
    assertThat(service.examiner.asked).isEmpty();
  }

  @Test
  void verify_withoutTheScope_isRefusedBeforeTheBodyIsRead() {
    Map<String, String> claims = service.accessClaims();
    claims.put("scope", "\"signer.sign\"");

    assertThat(refused(service.post(new Operation.VerifyBundle(), claims, "not JSON")))
        .isInstanceOf(Refusal.InsufficientScope.class);
  }

  @Test
  void q04_verify_overThePlansLimit_isCut() {
    Refusal why = refused(service.verify(body(ARTIFACT) + " ".repeat(1 << 20)));

    assertThat(why).isInstanceOf(Refusal.ArtifactTooLarge.class);
  }

  private static Consumer<PolicyFixture> identity(KeylessRule rule) {
    return house -> house.identities.put(PolicyFixture.ACME, rule);
  }

  @Test
  void verify_ownIdentityWithoutATrustedRoot_isLeftOut() {
    SignerFixture without =
        new SignerFixture(
            identity(
                new KeylessRule(
                    KeylessFixture.SUBJECT,
                    KeylessFixture.ISSUER,
                    Set.of(PolicyFixture.PRO),
                    null)));

    without.verify(body(ARTIFACT));

    assertThat(without.examiner.last().signers().identities()).isEmpty();
  }
}
