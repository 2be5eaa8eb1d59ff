package org.stellaops.signer.core.entitlement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.policy.EntitlementRules;
import org.stellaops.signer.core.api.policy.Limits;
import org.stellaops.signer.core.caller.CallerFixture;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.ProofState;
import org.stellaops.signer.model.RateLimit;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.EntitlementArchive.LastKnown;
import org.stellaops.signer.testkit.tokens.JsonText;
import org.stellaops.signer.testkit.tokens.Jws;
import org.stellaops.signer.testkit.tokens.JwsKey;

/** Entitlements by the ids of docs/attacks.md, and what must not be mistaken for an attack. */
class EntitlementGateTest {

  private static final Instant NEVER = Instant.parse("2100-01-01T00:00:00Z");

  private final EntitlementFixture fixture = new EntitlementFixture();

  private Entitled entitled(Jws proof) {
    return entitled(fixture.ask(proof));
  }

  private Entitled entitled(EntitlementFixture.Asked asked) {
    assertThat(asked.entitled()).as(asked.refusal()).isNotNull();
    return asked.entitled();
  }

  private void refused(Jws proof, String reason) {
    refused(fixture.ask(proof), reason);
  }

  private void refused(EntitlementFixture.Asked asked, String reason) {
    assertThat(asked.failure()).isNull();
    assertThat(asked.entitled()).isNull();
    assertThat(asked.refusal()).isEqualTo("not_entitled " + reason);
  }

  private void unavailable(EntitlementFixture.Asked asked) {
    assertThat(asked.entitled()).isNull();
    assertThat(asked.failure()).as(asked.refusal()).isNotNull();
    assertThat(asked.failure().code()).isEqualTo(ErrorCode.DEPENDENCY_UNAVAILABLE);
  }

  @Test
  void entitle_liveProof_isEntitledUnderItsPlan() {
    Entitled entitled = entitled(fixture.proof());
    assertThat(entitled.plan().name().value()).isEqualTo("pro");
    assertThat(entitled.source()).isEqualTo(EntitlementSource.LIVE);
    assertThat(entitled.limits()).isEqualTo(EntitlementFixture.PLAN_LIMITS);
    assertThat(entitled.features()).containsExactly("keyful");
    assertThat(entitled.licence()).contains("licence-1");
  }

  @Test
  void entitle_limitsOfProofAndAnswer_onlyLowerThePlans() {
    Jws proof =
        fixture
            .proof()
            .claim(
                "limits",
                Map.of(
                    "maxArtifactBytes",
                    500_000,
                    "perSecond",
                    1_000,
                    "burst",
                    50,
                    "bytesPerDay",
                    9_007_199_254_740_992L));
    String compact = proof.signedBy(EntitlementFixture.KEY);
    fixture.order(
        fixture.answerSaying(
            Map.of(
                "active",
                true,
                "lic",
                "licence-1",
                "ver",
                3,
                "poe_sha256",
                Bytes.utf8(compact).sha256().hex(),
                "limits",
                Map.of("concurrency", 2))));
    assertThat(entitled(fixture.ask(compact)).limits())
        .isEqualTo(new Limits(500_000, new RateLimit(100, 50), 2, 100_000_000, 5_000));
  }

  @Test
  void entitle_featuresOutsideThePlan_areNotAdded() {
    assertThat(
            entitled(fixture.proof().claim("features", List.of("reports", "keyless", "keyful")))
                .features())
        .containsExactlyInAnyOrder("reports", "keyful");
    assertThat(entitled(fixture.proof().claim("features", List.of())).features()).isEmpty();
  }

  @Test
  void limitsOrFeaturesOfAnotherForm_areRefused() {
    for (Object value : Arrays.asList(null, 1, List.of(), "none")) {
      refused(fixture.proof().claim("limits", value), "claim-malformed: limits");
    }
    refused(fixture.proof().claim("limits", Map.of("nodes", 1)), "limits-unknown");
    for (Object value : Arrays.asList(0, -1, "5", null, new JsonText.Raw("1.5"), true)) {
      Map<String, Object> limits = new HashMap<>();
      limits.put("concurrency", value);
      refused(fixture.proof().claim("limits", limits), "claim-malformed: limits");
    }
    refused(fixture.proof().without("features"), "claim-missing: features");
    refused(fixture.proof().claim("features", "keyful"), "claim-malformed: features");
    refused(fixture.proof().claim("features", List.of(1)), "claim-malformed: features");
  }

  @Test
  void l01_alteredOrForeignProof_isRefused() {
    String good = fixture.proof().signedBy(EntitlementFixture.KEY);
    refused(
        fixture.ask(
            good.substring(0, good.length() - 4) + (good.endsWith("AAAA") ? "BBBB" : "AAAA")),
        "proof-signature");
    refused(fixture.ask(fixture.proof().signedBy(JwsKey.es256("l1"))), "proof-signature");
    refused(fixture.proof().header("kid", "l2"), "proof-unknown-key");
    refused(fixture.proof().claim("iss", "https://other.example"), "iss-unexpected");
    refused(fixture.proof().claim("aud", "attestor"), "aud-unexpected");
    refused(fixture.proof().claim("aud", List.of("signer", "attestor")), "aud-unexpected");
    refused(fixture.proof().claim("tid", "other"), "tid-unexpected");
    refused(fixture.proof().claim("inst", "install-2"), "inst-unexpected");
    refused(fixture.proof().claim("tid", List.of("acme")), "claim-malformed: tid");
    refused(fixture.proof().without("inst"), "claim-missing: inst");
  }

  @Test
  void proofOutsideItsTime_isRefused() {
    long now = fixture.callers.now();
    refused(fixture.proof().claim("exp", now), "expired");
    refused(fixture.proof().claim("iat", now + 31), "iat-in-future");
    refused(fixture.proof().claim("nbf", now + 31), "not-yet-valid");
    refused(fixture.proof().claim("exp", now + 401L * 86_400), "lifetime-too-long");
    refused(fixture.proof().without("exp"), "claim-missing: exp");
  }

  @ParameterizedTest
  @ValueSource(strings = {"at+jwt", "JWT", "token-introspection+jwt", "dpop+jwt"})
  void otherToken_isNoProof(String typ) {
    refused(fixture.proof().header("typ", typ), "typ-unexpected");
  }

  @Test
  void accessToken_isNoProof() {
    refused(
        fixture.ask(fixture.callers.token().signedBy(CallerFixture.AUTHORITY)),
        "proof-unknown-key");
  }

  @Test
  void boundProof_isForThatKeyAlone() {
    String mine = CallerFixture.CLIENT.thumbprint().value();
    String other = CallerFixture.OTHER_CLIENT.thumbprint().value();
    entitled(fixture.proof().claim("cnf", Map.of("jkt", mine)));
    refused(fixture.proof().claim("cnf", Map.of("jkt", other)), "cnf-unexpected");
    refused(fixture.proof().claim("cnf", Map.of("x5t#S256", mine)), "mutual-tls-unsupported");
    String bound =
        fixture.proof().claim("cnf", Map.of("jkt", mine)).signedBy(EntitlementFixture.KEY);
    refused(fixture.askEmbedded(bound), "cnf-unexpected");
    entitled(fixture.askEmbedded(fixture.proof().signedBy(EntitlementFixture.KEY)));
  }

  @Test
  void planThatIsUnknownOrNotTheTenants_isRefused() {
    refused(fixture.proof().claim("plan", "enterprise"), "plan-unknown");
    refused(fixture.proof().claim("plan", "free"), "plan-unknown");
    refused(fixture.proof().claim("plan", "PRO"), "claim-malformed: plan");
    refused(fixture.proof().without("plan"), "claim-missing: plan");
  }

  @Test
  void l02_proofOfAnOlderVersion_isRefused() {
    entitled(fixture.proof());
    Jws newer = fixture.proof().claim("ver", 4);
    String compact = newer.signedBy(EntitlementFixture.KEY);
    fixture.order(
        fixture.answerSaying(
            Map.of(
                "active",
                true,
                "lic",
                "licence-1",
                "ver",
                4,
                "poe_sha256",
                Bytes.utf8(compact).sha256().hex())));
    entitled(fixture.ask(compact));
    fixture.answerOrdered = false;
    refused(fixture.proof().claim("iat", fixture.callers.now() - 50), "proof-outdated");
  }

  /** A yes as long as it may be used, a no as long as an older yes of its licence may come. */
  @Test
  void answers_areKeptAsLongAsTheyMatter() {
    long exp = fixture.callers.now() + 60;
    String brief = fixture.proof().claim("exp", exp).signedBy(EntitlementFixture.KEY);
    entitled(fixture.ask(brief));
    assertThat(kept(brief).ends()).isEqualTo(Instant.ofEpochSecond(exp));

    String lasting = fixture.proof().claim("jti", "2").signedBy(EntitlementFixture.KEY);
    entitled(fixture.ask(lasting));
    Instant now = fixture.callers.clock.instant();
    assertThat(kept(lasting).ends()).isEqualTo(now.plus(Duration.ofMinutes(15)));

    fixture.callers.clock.advance(Duration.ofSeconds(31));
    fixture.order(fixture.answer(brief, false));
    refused(fixture.ask(brief), "licence-revoked");
    Instant later = fixture.callers.clock.instant();
    assertThat(kept(brief).ends()).isAfter(later.plus(Duration.ofMinutes(16)));
  }

  private LastKnown kept(String compact) {
    return fixture
        .archive
        .find(new Tenant("acme"), Bytes.utf8(compact).sha256(), fixture.callers.deadline())
        .orElseThrow();
  }

  /** A lagging replica, or a clock that is behind: the version counts before the time. */
  @Test
  void l02_newerVersion_standsAgainstALaterAnswerAboutAnOlderOne() {
    String compact = fixture.proof().signedBy(EntitlementFixture.KEY);
    Jws newer = fixture.answerSaying(about(compact, "ver", 4));
    fixture.callers.clock.advance(Duration.ofSeconds(20));
    fixture.order(fixture.answer(compact, true));
    entitled(fixture.ask(compact));
    fixture.callers.clock.advance(Duration.ofSeconds(31));
    fixture.order(newer);
    refused(fixture.ask(compact), "proof-outdated");
    fixture.licensingReachable = false;
    refused(fixture.ask(compact), "proof-outdated");
    fixture.restart(EntitlementRules.Check.INTROSPECT);
    refused(fixture.ask(compact), "proof-outdated");
  }

  @Test
  void l02_newerVersionOfAnotherProof_endsOlderAnswersAtOnce() {
    String older = fixture.proof().signedBy(EntitlementFixture.KEY);
    String newer = fixture.proof().claim("ver", 4).signedBy(EntitlementFixture.KEY);
    entitled(fixture.ask(older));
    fixture.order(fixture.answerSaying(about(newer, "ver", 4)));
    entitled(fixture.ask(newer));
    fixture.licensingReachable = false;
    unavailable(fixture.ask(older));
    fixture.licensingReachable = true;
    fixture.callers.clock.advance(Duration.ofSeconds(6));
    fixture.order(fixture.answer(older, true));
    refused(fixture.ask(older), "proof-outdated");
  }

  @Test
  void l02_tokenCheck_knowsTheHighestVersionToo() {
    fixture.restart(EntitlementRules.Check.TOKEN);
    assertThat(entitled(fixture.proof()).source()).isEqualTo(EntitlementSource.TOKEN);
    entitled(fixture.proof().claim("ver", 4));
    refused(fixture.proof().claim("iat", fixture.callers.now() - 50), "proof-outdated");
    assertThat(fixture.questions.get()).isZero();
  }

  @Test
  void tokenCheck_keepsNoProof() {
    fixture.restart(EntitlementRules.Check.TOKEN);
    entitled(fixture.proof());
    assertThat(fixture.archive.size()).isZero();
    fixture.restart(EntitlementRules.Check.INTROSPECT);
    fixture.licensingReachable = false;
    unavailable(fixture.ask(fixture.proof()));
  }

  @Test
  void l04_answerAboutAnotherProof_isRefused() {
    Jws other = fixture.answer("another", true);
    fixture.order(other);
    refused(fixture.proof(), "answer-unbound");
    fixture.answerOrdered = false;
    entitled(fixture.proof());
  }

  @Test
  void answerThatIsNonsense_isAnOutage() {
    String proof = fixture.proof().signedBy(EntitlementFixture.KEY);
    for (Jws nonsense :
        List.of(
            fixture.answer(proof, true).header("typ", "JWT"),
            fixture.answer(proof, true).header("kid", "unknown"),
            fixture.answer(proof, true).claim("iss", "https://other.example"),
            fixture.answer(proof, true).claim("aud", "attestor"),
            fixture.answer(proof, true).claim("iat", fixture.callers.now() - 91),
            fixture.answer(proof, true).claim("iat", fixture.callers.now() + 31),
            fixture.answer(proof, true).claim("exp", fixture.callers.now()),
            fixture.answer(proof, true).without("iat"),
            fixture.answer(proof, true).claim("token_introspection", true),
            fixture.answerSaying(about(proof, "ver", 2)),
            fixture.answerSaying(about(proof, "ver", "3")),
            fixture.answerSaying(about(proof, "active", "true")),
            fixture.answerSaying(about(proof, "active", 1)),
            fixture.answerSaying(about(proof, "active", "false")),
            fixture.answerSaying(about(proof, "lic", 7)),
            fixture.answerSaying(about(proof, "poe_sha256", "00")),
            fixture.answerSaying(about(proof, "limits", Map.of("seats", 3))),
            fixture.answerSaying(Map.of("lic", "licence-1", "ver", 3)),
            fixture.answerSaying(Map.of("active", true, "lic", "licence-1", "ver", 3)))) {
      fixture.order(nonsense);
      unavailable(fixture.ask(proof));
    }
    fixture.order(fixture.answer(proof, true));
    entitled(fixture.ask(proof));
  }

  private static Map<String, Object> about(String proof, String name, Object value) {
    Map<String, Object> said = new HashMap<>();
    said.put("active", true);
    said.put("lic", "licence-1");
    said.put("ver", 3);
    said.put("poe_sha256", Bytes.utf8(proof).sha256().hex());
    said.put(name, value);
    return said;
  }

  @Test
  void l05_licensingDown_lastAnswerHoldsForItsTimeToLiveAndNoLonger() {
    Jws proof = fixture.proof();
    String compact = proof.signedBy(EntitlementFixture.KEY);
    entitled(fixture.ask(compact));
    fixture.licensingReachable = false;
    fixture.callers.clock.advance(Duration.ofMinutes(15).minusSeconds(1));
    assertThat(entitled(fixture.ask(compact)).source()).isEqualTo(EntitlementSource.LAST_KNOWN);
    fixture.callers.clock.advance(Duration.ofSeconds(1));
    unavailable(fixture.ask(compact));
    fixture.callers.clock.set(fixture.callers.clock.instant().minus(Duration.ofHours(1)));
    unavailable(fixture.ask(compact));
  }

  @Test
  void l05_licensingDownFromTheStart_isAnOutage() {
    fixture.licensingReachable = false;
    unavailable(fixture.ask(fixture.proof()));
  }

  @Test
  void l05_afterARestart_storedAnswerHoldsByItsAgeUnlessTheClockWentBack() {
    String compact = fixture.proof().signedBy(EntitlementFixture.KEY);
    entitled(fixture.ask(compact));
    fixture.licensingReachable = false;
    fixture.callers.clock.advance(Duration.ofMinutes(10));
    fixture.restart(EntitlementRules.Check.INTROSPECT);
    assertThat(entitled(fixture.ask(compact)).source()).isEqualTo(EntitlementSource.LAST_KNOWN);
    fixture.callers.clock.advance(Duration.ofMinutes(5));
    unavailable(fixture.ask(compact));
    fixture.callers.clock.set(fixture.callers.clock.instant().minus(Duration.ofMinutes(30)));
    fixture.restart(EntitlementRules.Check.INTROSPECT);
    unavailable(fixture.ask(compact));
  }

  @Test
  void l06_editedRow_entitlesNobody() {
    String compact = fixture.proof().signedBy(EntitlementFixture.KEY);
    Digest digest = Bytes.utf8(compact).sha256();
    String revoked = fixture.answer(compact, false).signedBy(EntitlementFixture.KEY);
    String edited =
        revoked.substring(0, revoked.indexOf('.'))
            + fixture
                .answer(compact, true)
                .signedBy(JwsKey.es256("l1"))
                .substring(revoked.indexOf('.'));
    fixture.archive.keep(
        new Tenant("acme"),
        new LastKnown(
            digest,
            "licence-1",
            3,
            edited,
            ProofState.ACTIVE,
            fixture.callers.clock.instant(),
            fixture.callers.clock.instant(),
            NEVER),
        fixture.callers.deadline());
    fixture.licensingReachable = false;
    refused(fixture.ask(compact), "kept-answer-unreadable");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void answers_ofAStaleReplica_neverUndoNewerOnes(boolean restarted) {
    String compact = fixture.proof().signedBy(EntitlementFixture.KEY);
    Jws staleYes = fixture.answer(compact, true);
    fixture.callers.clock.advance(Duration.ofSeconds(20));
    fixture.order(fixture.answer(compact, false));
    refused(fixture.ask(compact), "licence-revoked");
    fixture.callers.clock.advance(Duration.ofSeconds(31));
    if (restarted) {
      fixture.restart(EntitlementRules.Check.INTROSPECT);
    }
    fixture.order(staleYes);
    refused(fixture.ask(compact), "licence-revoked");
    fixture.licensingReachable = false;
    fixture.callers.clock.advance(Duration.ofMinutes(20));
    refused(fixture.ask(compact), "licence-revoked");
  }

  @Test
  void answers_signedInOneSecond_leaveTheNo() {
    String compact = fixture.proof().signedBy(EntitlementFixture.KEY);
    Jws yes = fixture.answer(compact, true);
    fixture.order(fixture.answer(compact, false));
    refused(fixture.ask(compact), "licence-revoked");
    fixture.callers.clock.advance(Duration.ofSeconds(31));
    fixture.order(yes);
    refused(fixture.ask(compact), "licence-revoked");
    fixture.order(fixture.answer(compact, true));
    entitled(fixture.ask(compact));
  }

  @Test
  void answer_thatRevokesTheLicenceOfAnotherProof_isNotUndoneByAnOlderYes() {
    String compact = fixture.proof().signedBy(EntitlementFixture.KEY);
    String another = fixture.proof().claim("jti", "2").signedBy(EntitlementFixture.KEY);
    Jws staleYes = fixture.answer(another, true);
    fixture.callers.clock.advance(Duration.ofSeconds(20));
    fixture.order(fixture.answer(compact, false));
    refused(fixture.ask(compact), "licence-revoked");
    fixture.order(staleYes);
    unavailable(fixture.ask(another));
    fixture.order(fixture.answer(another, true));
    fixture.callers.clock.advance(Duration.ofSeconds(6));
    fixture.order(fixture.answer(another, true));
    entitled(fixture.ask(another));
  }

  /** The other order: what is known must not depend on which answer came first. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void answer_thatRevokesTheLicenceOfAnotherProof_endsItsOlderYes(boolean restarted) {
    String compact = fixture.proof().signedBy(EntitlementFixture.KEY);
    String another = fixture.proof().claim("jti", "2").signedBy(EntitlementFixture.KEY);
    entitled(fixture.ask(another));
    fixture.callers.clock.advance(Duration.ofSeconds(20));
    fixture.order(fixture.answer(compact, false));
    refused(fixture.ask(compact), "licence-revoked");
    if (restarted) {
      fixture.restart(EntitlementRules.Check.INTROSPECT);
    }
    fixture.licensingReachable = false;
    unavailable(fixture.ask(another));
    fixture.licensingReachable = true;
    fixture.callers.clock.advance(Duration.ofSeconds(6));
    fixture.order(fixture.answer(another, true));
    entitled(fixture.ask(another));
  }

  /** A no may name the version that it is to, and that may be newer than the proof's. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void answer_thatRevokesANewerVersion_endsItsYes(boolean restarted) {
    String older = fixture.proof().signedBy(EntitlementFixture.KEY);
    String newer = fixture.proof().claim("ver", 4).signedBy(EntitlementFixture.KEY);
    fixture.order(fixture.answerSaying(about(newer, "ver", 4)));
    entitled(fixture.ask(newer));
    fixture.callers.clock.advance(Duration.ofSeconds(20));
    fixture.order(fixture.answerSaying(Map.of("active", false, "ver", 4)));
    refused(fixture.ask(older), "licence-revoked");
    if (restarted) {
      fixture.restart(EntitlementRules.Check.INTROSPECT);
    }
    fixture.licensingReachable = false;
    unavailable(fixture.ask(newer));
    refused(fixture.ask(older), "licence-revoked");
    fixture.licensingReachable = true;
    fixture.callers.clock.advance(Duration.ofSeconds(6));
    fixture.order(fixture.answerSaying(about(newer, "ver", 4)));
    entitled(fixture.ask(newer));
  }

  @Test
  void answer_thatRevokesAnOlderVersion_leavesTheYesToANewerOne() {
    String older = fixture.proof().signedBy(EntitlementFixture.KEY);
    String newer = fixture.proof().claim("ver", 4).signedBy(EntitlementFixture.KEY);
    fixture.order(fixture.answerSaying(about(newer, "ver", 4)));
    entitled(fixture.ask(newer));
    fixture.callers.clock.advance(Duration.ofSeconds(20));
    fixture.order(fixture.answer(older, false));
    refused(fixture.ask(older), "proof-outdated");
    fixture.licensingReachable = false;
    entitled(fixture.ask(newer));
  }

  @Test
  void answer_olderThanAYes_changesNothing() {
    String compact = fixture.proof().signedBy(EntitlementFixture.KEY);
    Jws staleNo = fixture.answer(compact, false);
    fixture.callers.clock.advance(Duration.ofSeconds(20));
    fixture.order(fixture.answer(compact, true));
    entitled(fixture.ask(compact));
    fixture.callers.clock.advance(Duration.ofSeconds(31));
    fixture.order(staleNo);
    entitled(fixture.ask(compact));
  }

  @Test
  void answerWithMembersOfItsOwn_isRead() {
    String proof = fixture.proof().signedBy(EntitlementFixture.KEY);
    fixture.order(fixture.answerSaying(about(proof, "restricted", true)));
    entitled(fixture.ask(proof));
  }

  @Test
  void answerThatIsNoBoolean_isNotKeptAsARevocation() {
    String proof = fixture.proof().signedBy(EntitlementFixture.KEY);
    entitled(fixture.ask(proof));
    fixture.callers.clock.advance(Duration.ofSeconds(40));
    fixture.order(fixture.answerSaying(about(proof, "active", "false")));
    assertThat(entitled(fixture.ask(proof)).source()).isEqualTo(EntitlementSource.LAST_KNOWN);
  }

  @Test
  void l06_rowOfAnotherProof_entitlesNobody() {
    String compact = fixture.proof().signedBy(EntitlementFixture.KEY);
    String other = fixture.answer("another", true).signedBy(EntitlementFixture.KEY);
    fixture.archive.keep(
        new Tenant("acme"),
        new LastKnown(
            Bytes.utf8(compact).sha256(),
            "licence-1",
            3,
            other,
            ProofState.ACTIVE,
            fixture.callers.clock.instant(),
            fixture.callers.clock.instant(),
            NEVER),
        fixture.callers.deadline());
    fixture.licensingReachable = false;
    refused(fixture.ask(compact), "answer-unbound");
  }

  @Test
  void l06_rowMadeYounger_entitlesNobodyForLonger() {
    String compact = fixture.proof().signedBy(EntitlementFixture.KEY);
    String answer = fixture.answer(compact, true).signedBy(EntitlementFixture.KEY);
    fixture.callers.clock.advance(Duration.ofMinutes(17));
    fixture.archive.keep(
        new Tenant("acme"),
        new LastKnown(
            Bytes.utf8(compact).sha256(),
            "licence-1",
            3,
            answer,
            ProofState.ACTIVE,
            fixture.callers.clock.instant(),
            fixture.callers.clock.instant(),
            NEVER),
        fixture.callers.deadline());
    fixture.licensingReachable = false;
    unavailable(fixture.ask(compact));
  }

  @Test
  void keptAnswerByAKeyThatLicensingGaveUp_isAnOutage() {
    String compact = fixture.proof().signedBy(EntitlementFixture.KEY);
    Jws answer = fixture.answer(compact, true).header("kid", "l0");
    fixture.archive.keep(
        new Tenant("acme"),
        new LastKnown(
            Bytes.utf8(compact).sha256(),
            "licence-1",
            3,
            answer.signedBy(JwsKey.es256("l0")),
            ProofState.ACTIVE,
            fixture.callers.clock.instant(),
            fixture.callers.clock.instant(),
            NEVER),
        fixture.callers.deadline());
    fixture.licensingReachable = false;
    unavailable(fixture.ask(compact));
  }

  @Test
  void l07_revocation_isNoticedWithinThirtySecondsAndOutlivesAnOutage() {
    String compact = fixture.proof().signedBy(EntitlementFixture.KEY);
    entitled(fixture.ask(compact));
    fixture.active = false;
    entitled(fixture.ask(compact));
    fixture.callers.clock.advance(Duration.ofSeconds(30));
    refused(fixture.ask(compact), "licence-revoked");
    fixture.licensingReachable = false;
    fixture.callers.clock.advance(Duration.ofHours(10));
    refused(fixture.ask(compact), "licence-revoked");
    fixture.restart(EntitlementRules.Check.INTROSPECT);
    refused(fixture.ask(compact), "licence-revoked");
  }

  @Test
  void freshAnswer_isNotAskedForAgain() {
    String compact = fixture.proof().signedBy(EntitlementFixture.KEY);
    for (int i = 0; i < 5; i++) {
      assertThat(entitled(fixture.ask(compact)).source()).isEqualTo(EntitlementSource.LIVE);
    }
    assertThat(fixture.questions.get()).isEqualTo(1);
  }

  @Test
  void licensingDown_isNotAskedByEveryRequestWhileTheLastAnswerHolds() {
    String compact = fixture.proof().signedBy(EntitlementFixture.KEY);
    entitled(fixture.ask(compact));
    fixture.licensingReachable = false;
    fixture.callers.clock.advance(Duration.ofSeconds(40));
    for (int i = 0; i < 5; i++) {
      entitled(fixture.ask(compact));
    }
    assertThat(fixture.questions.get()).isEqualTo(2);
    fixture.licensingReachable = true;
    fixture.callers.clock.advance(Duration.ofSeconds(5));
    assertThat(entitled(fixture.ask(compact)).source()).isEqualTo(EntitlementSource.LIVE);
  }

  @Test
  void slowBody_leavesLicensingNoTime_isThatRequestsFailureAlone() {
    String compact = fixture.proof().signedBy(EntitlementFixture.KEY);
    entitled(fixture.ask(compact));
    fixture.callers.clock.advance(Duration.ofSeconds(40));
    fixture.active = false;
    fixture.bodyTakes = Duration.ofMillis(29_900);
    unavailable(fixture.ask(compact));
    fixture.bodyTakes = Duration.ZERO;
    refused(fixture.ask(compact), "licence-revoked");
  }

  @Test
  void proofThatLicensingStumblesOver_changesNothingForOthers() {
    Jws proof = fixture.proof().claim("jti", "good");
    String good = proof.signedBy(EntitlementFixture.KEY);
    String bad = fixture.proof().claim("jti", "bad").signedBy(EntitlementFixture.KEY);
    entitled(fixture.ask(good));
    fixture.callers.clock.advance(Duration.ofSeconds(40));
    fixture.order(fixture.answer(bad, true).header("typ", "JWT"));
    unavailable(fixture.ask(bad));
    fixture.answerOrdered = false;
    fixture.active = false;
    refused(fixture.ask(good), "licence-revoked");
  }

  @Test
  void licensingBack_endsThePause() {
    EntitlementRules rules =
        EntitlementRules.standard(
            EntitlementFixture.LICENSOR, "signer", EntitlementRules.Check.INTROSPECT);
    fixture.restart(
        new EntitlementRules(
            rules.issuer(),
            rules.audience(),
            rules.proofTimes(),
            rules.check(),
            Duration.ZERO,
            rules.timeToLive()));
    String compact = fixture.proof().signedBy(EntitlementFixture.KEY);
    fixture.licensingReachable = false;
    unavailable(fixture.ask(compact));
    fixture.licensingReachable = true;
    entitled(fixture.ask(compact));
    assertThat(entitled(fixture.ask(compact)).source()).isEqualTo(EntitlementSource.LIVE);
  }

  @Test
  void sharedQuestion_failsForWantOfTheFirstOnesTime_isAskedAgain() throws Exception {
    String compact = fixture.proof().signedBy(EntitlementFixture.KEY);
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    fixture.whileAsked =
        () -> {
          asked.countDown();
          try {
            go.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    fixture.bodyTakes = Duration.ofMillis(29_900);
    FutureTask<EntitlementFixture.Asked> first = new FutureTask<>(() -> fixture.ask(compact));
    new Thread(first).start();
    asked.await();
    fixture.bodyTakes = Duration.ZERO;
    FutureTask<EntitlementFixture.Asked> second = new FutureTask<>(() -> fixture.ask(compact));
    Thread waiting = new Thread(second);
    waiting.start();
    while (waiting.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    go.countDown();
    unavailable(first.get());
    assertThat(entitled(second.get()).source()).isEqualTo(EntitlementSource.LIVE);
  }

  @Test
  void answerThatTakesThePlanAway_isOutdated() {
    String compact = fixture.proof().signedBy(EntitlementFixture.KEY);
    fixture.order(fixture.answerSaying(about(compact, "plan", "free")));
    refused(fixture.ask(compact), "proof-outdated");
  }

  @Test
  void manyRequestsAtOnce_allGetTheAnswer() throws Exception {
    String compact = fixture.proof().signedBy(EntitlementFixture.KEY);
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Callable<EntitlementFixture.Asked>> asks = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        asks.add(() -> fixture.ask(compact));
      }
      for (Future<EntitlementFixture.Asked> asked : pool.invokeAll(asks)) {
        entitled(asked.get());
      }
      assertThat(fixture.questions.get()).isLessThanOrEqualTo(8);
    } finally {
      pool.shutdownNow();
    }
  }
}
