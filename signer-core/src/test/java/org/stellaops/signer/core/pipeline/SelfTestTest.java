package org.stellaops.signer.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.policy.KeyRule;
import org.stellaops.signer.core.api.policy.Limits;
import org.stellaops.signer.core.api.policy.PolicySnapshot;
import org.stellaops.signer.core.api.policy.PredicateRule;
import org.stellaops.signer.core.api.policy.PredicateRule.Release;
import org.stellaops.signer.core.api.policy.TenantPolicy;
import org.stellaops.signer.core.keys.TenantKey;
import org.stellaops.signer.core.lifecycle.Failures;
import org.stellaops.signer.core.signing.SelfTests.Standing;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.RateLimit;
import org.stellaops.signer.ports.BackendRefused;

/** Keys are tested over a statement of their own; one that fails signs for nobody. */
class SelfTestTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final String[] ALL_PASS = {
    "acme/golden passed", "acme/sbom passed", "beta/theirs passed"
  };

  private final SelfTestFixture fixture = new SelfTestFixture();
  private final SignerFixture service = fixture.service;

  private static String reason(Response outcome) {
    return switch (outcome) {
      case Response.Failed failed -> failed.why().reason().word();
      case Response.Refused refused -> refused.why().reason().word();
      default -> "answered";
    };
  }

  private Response change(String verb, String key) {
    Map<String, String> claims = service.accessClaims();
    claims.put("scope", "\"signer.keys\"");
    return service.post(new Operation.ChangeKey(verb, key), claims, "{\"reason\":\"drill\"}");
  }

  @Test
  void startDue_first_testsEachKey_withIntentBeforeItsSignature() {
    fixture.tests.startDue();

    assertThat(fixture.endings()).containsExactlyInAnyOrder(ALL_PASS);
    assertThat(service.steps().subList(0, 4))
        .containsExactly("open", "reserve", "sign", "conclude");
    assertThat(service.book.openRequests()).isZero();
    String pae = service.events().get(2).split(" ")[2];
    assertThat(service.events().get(1)).contains("\"paeSha256\":\"" + pae + "\"");
  }

  @Test
  void records_ofATest_sayThatItIsOne_andAreReadByTheKeysTenant() {
    fixture.tests.startDue();
    String id =
        fixture.told.stream()
            .filter(test -> test.key().equals("acme/sbom"))
            .findFirst()
            .orElseThrow()
            .auditId();

    String read = SignerFixture.written(service.audit(service.accessClaims(), id)).utf8();

    assertThat(read)
        .contains(
            "\"route\":\"self-test\"",
            "\"decision\":\"intent\"",
            "\"decision\":\"signed\"",
            "\"predicateType\":\"" + TenantPolicy.SELF_TEST_TYPE + "\"",
            "\"name\":\"sbom\"")
        .doesNotContain("\"client\"", "bytesPerDay", "signaturesPerDay", "rateBurst");
  }

  @Test
  void tests_howeverMany_chargeNobody() {
    SelfTestFixture tight =
        new SelfTestFixture(
            house -> {
              house.limits = new Limits(1 << 20, new RateLimit(1, 1), 1, 1 << 20, 1);
              house.requestRate = new RateLimit(1, 1);
            },
            ports -> {},
            Runnable::run,
            SECOND);
    for (int i = 0; i < 20; i++) {
      tight.service.clock.advance(SelfTestFixture.EVERY);
      tight.refresh();
      tight.tests.startDue();
    }

    assertThat(tight.told).hasSize(60);
    assertThat(reason(tight.service.sign(tight.service.body()))).isEqualTo("answered");
    assertThat(tight.service.traces).hasSize(1);
  }

  @Test
  void startDue_keyThatPassed_isTestedAgainAfterTheTimeBetween() {
    fixture.tests.startDue();
    fixture.after(SelfTestFixture.EVERY.minus(SECOND));
    assertThat(fixture.told).hasSize(3);
    fixture.after(SECOND);

    assertThat(fixture.told).hasSize(6);
  }

  @Test
  void keyThatFails_signsForNobody_isTestedMoreOften_andComesBack() {
    fixture.tests.startDue();
    fixture.keysFail();
    fixture.after(SelfTestFixture.EVERY);
    assertThat(fixture.tests.standing())
        .isEqualTo(
            new Standing(
                3,
                new java.util.TreeMap<>(
                    Map.of(
                        "acme/golden", "signing-keys",
                        "acme/sbom", "signing-keys",
                        "beta/theirs", "signing-keys"))));
    assertThat(fixture.tests.standing().isAnyLeft()).isFalse();
    fixture.keysSign();
    Response failed = service.sign(service.body());
    assertThat(reason(failed)).isEqualTo("self-test-failed");
    assertThat(((Response.Failed) failed).why().code().wire()).isEqualTo("key_unavailable");

    fixture.after(Duration.ofSeconds(5));

    assertThat(fixture.endings().subList(6, 9)).containsExactlyInAnyOrder(ALL_PASS);
    assertThat(fixture.told.subList(3, 9)).allMatch(test -> test.changed());
    assertThat(fixture.tests.standing()).isEqualTo(new Standing(3, new java.util.TreeMap<>()));
    assertThat(reason(service.sign(service.body()))).isEqualTo("answered");
  }

  @Test
  void keyThatGoesOnFailing_isTestedWithGrowingPauses() {
    fixture.keysFail();
    fixture.tests.startDue();
    for (int second = 0; second < 100; second++) {
      fixture.after(SECOND);
    }

    // At 0, 5, 15, 35, 65 and 95 seconds.
    assertThat(fixture.told).hasSize(3 * 6);
    assertThat(fixture.told.subList(0, 3)).allMatch(test -> test.changed());
    assertThat(fixture.told.subList(3, 18)).noneMatch(test -> test.changed());
  }

  @Test
  void oneKeyThatFails_leavesTheOthersSigning() {
    service.keys.behave((keys, key, what, by) -> {
      if (key.equals(service.house.keys.get(PolicyFixture.BETA).get(0).uri())) {
        throw new IllegalStateException("bug");
      }
      return keys.sign(key, what, by);
    });
    fixture.tests.startDue();

    assertThat(fixture.tests.standing().failing()).containsOnlyKeys("beta/theirs");
    assertThat(fixture.tests.standing().isAnyLeft()).isTrue();
    assertThat(reason(service.sign(service.body()))).isEqualTo("answered");
  }

  @Test
  void wrongSignature_isNotTakenForAGoodOne_andSaysSo() {
    fixture.keysSignWrongly();
    fixture.tests.startDue();

    assertThat(fixture.told)
        .hasSize(3)
        .allMatch(test -> test.reason().equals("self-verify-failed"));
    assertThat(service.decision().canonical().utf8())
        .contains("\"decision\":\"unknown\"", "\"reason\":\"self-verify-failed\"");
    assertThat(reason(service.sign(service.body()))).isEqualTo("self-test-failed");
  }

  @Test
  void keyThatMayNotSign_isNotTested_andIsTestedAsSoonAsItMay() {
    change("suspend", "sbom");
    fixture.tests.startDue();
    assertThat(fixture.endings()).doesNotContain("acme/sbom passed").hasSize(2);
    change("resume", "sbom");
    fixture.tests.startDue();
    assertThat(fixture.endings()).contains("acme/sbom passed").hasSize(3);
    change("revoke", "sbom");
    fixture.after(SelfTestFixture.EVERY);

    assertThat(fixture.endings()).filteredOn(each -> each.startsWith("acme/sbom")).hasSize(1);
  }

  @Test
  void keyThatFails_revoked_isCalledRevoked_andNoLongerFailing() {
    fixture.keysFail();
    fixture.tests.startDue();
    change("revoke", "sbom");

    assertThat(reason(service.sign(service.body()))).isEqualTo("key-revoked");
    assertThat(fixture.tests.standing().failing()).containsOnlyKeys("acme/golden", "beta/theirs");
  }

  @Test
  void keyRevokedBetweenIntentAndUse_isNotUsed() {
    service.recording.whileReserving(() -> {
      service.recording.whileReserving(() -> {});
      change("revoke", "sbom");
      change("revoke", "golden");
    });
    service.policy = withoutBeta();
    fixture.tests.startDue();

    assertThat(service.signatures()).isZero();
    assertThat(fixture.told).anyMatch(test -> test.reason().equals("key-revoked"));
    assertThat(fixture.endings()).allMatch(each -> each.endsWith("not-run"));
  }

  private PolicySnapshot withoutBeta() {
    service.house.keys.remove(PolicyFixture.BETA);
    return service.house.snapshot();
  }

  @Test
  void policyReplaced_forgetsTheKeysThatAreGone_andTestsTheOthersAtOnce() {
    fixture.keysFail();
    fixture.tests.startDue();
    fixture.keysSign();
    service.policy = withoutBeta();
    fixture.tests.startDue();

    assertThat(fixture.endings().subList(3, 5))
        .containsExactlyInAnyOrder("acme/golden passed", "acme/sbom passed");
    TenantKey gone = new TenantKey(PolicyFixture.BETA, new KeyName("theirs"));
    assertThat(service.register.failing().why(gone)).isEmpty();
  }

  @Test
  void policyReplacedMeanwhile_whatTheOldOneSaysOfAKeyDoesNotCount() {
    service.recording.whileConcluding(() -> service.policy = service.house.snapshot());
    fixture.keysFail();
    fixture.tests.startDue();

    assertThat(fixture.endings()).hasSize(3).allMatch(each -> each.endsWith("failed"));
    assertThat(fixture.tests.standing().failing()).isEmpty();
  }

  @Test
  void rotation_newKeyFails_theOneBeforeStandsIn_untilItPasses() {
    SelfTestFixture rotated =
        new SelfTestFixture(
            house -> house.addSuccessor(PolicyFixture.ACME, "sbom-2", "sbom", PolicyFixture.PRO),
            ports -> {},
            Runnable::run,
            SECOND);
    SignerFixture rotating = rotated.service;
    Map<String, String> claims = rotating.accessClaims();
    claims.put("scope", "\"signer.keys\"");
    String why = "{\"reason\":\"drill\"}";
    rotating.post(new Operation.ChangeKey("activate", "sbom-2"), claims, why);
    KeyUri fresh = rotating.house.keys.get(PolicyFixture.ACME).get(2).uri();
    rotating.keys.behave((keys, key, what, by) -> {
      if (key.equals(fresh)) {
        throw new IllegalStateException("bug");
      }
      return keys.sign(key, what, by);
    });
    rotated.tests.startDue();

    assertThat(SignerFixture.json(rotating.sign(rotating.body())).canonical().utf8())
        .contains("\"name\":\"sbom\"")
        .doesNotContain("sbom-2");
    String named = rotating.body().options("{\"keys\":[\"sbom-2\"]}").toString();
    assertThat(reason(rotating.sign(named))).isEqualTo("self-test-failed");

    rotating.post(new Operation.ChangeKey("retire", "sbom"), claims, why);
    assertThat(reason(rotating.sign(rotating.body()))).isEqualTo("self-test-failed");

    rotated.keysSign();
    rotated.after(Duration.ofSeconds(5));
    assertThat(SignerFixture.json(rotating.sign(rotating.body())).canonical().utf8())
        .contains("\"name\":\"sbom-2\"");
  }

  /** A caller whose plan wants hardware is told to come again, not that it may not. */
  @Test
  void rotation_newKeyFails_theOneBeforeIsNotInHardware_doesNotStandIn() {
    SelfTestFixture rotated =
        new SelfTestFixture(
            house -> {
              house.hardwareKeysOnly = true;
              KeyRule made =
                  house.addSuccessor(PolicyFixture.ACME, "sbom-2", "sbom", PolicyFixture.PRO);
              house.keys.get(PolicyFixture.ACME).remove(made);
              house
                  .keys
                  .get(PolicyFixture.ACME)
                  .add(
                      new KeyRule(
                          made.name(),
                          made.backend(),
                          made.uri(),
                          made.keyClass(),
                          made.plans(),
                          Set.of(),
                          true,
                          null,
                          new KeyRule.Life(made.life().replaces(), false, true)));
            },
            ports -> {},
            Runnable::run,
            SECOND);
    KeyUri fresh = rotated.service.house.keys.get(PolicyFixture.ACME).get(2).uri();
    rotated.service.keys.behave((keys, key, what, by) -> {
      if (key.equals(fresh)) {
        throw new IllegalStateException("bug");
      }
      return keys.sign(key, what, by);
    });
    rotated.tests.startDue();

    assertThat(rotated.tests.standing().failing()).containsOnlyKeys("acme/sbom-2");
    assertThat(reason(rotated.service.sign(rotated.service.body()))).isEqualTo("self-test-failed");
  }

  @Test
  void catalogSilent_testsNothing() {
    service.clock.advance(Duration.ofSeconds(5));
    fixture.tests.startDue();

    assertThat(fixture.told).isEmpty();
    assertThat(service.events()).isEmpty();
  }

  @Test
  void selfTestType_inAPolicy_isRefused() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() ->
            new SignerFixture(house ->
                house.types.put(
                    TenantPolicy.SELF_TEST_TYPE, new PredicateRule(Release.NOT_REQUIRED, false))))
        .withMessageContaining(TenantPolicy.SELF_TEST_TYPE);
  }

  @Test
  void selfTestType_askedForByACaller_isRefused() {
    Response refused =
        service.sign(
            service.body().with("predicateType", Jwts.quoted(TenantPolicy.SELF_TEST_TYPE)));

    assertThat(reason(refused)).isEqualTo("predicate-type");
    assertThat(service.signatures()).isZero();
  }

  @Test
  void told_ofATest_holdsWhatAnOperatorNeeds() {
    fixture.keysFail();
    fixture.tests.startDue();

    assertThat(fixture.told)
        .allMatch(test -> test.cause().contains("told to fail") && test.keyClass().equals("memory"))
        .extracting(test -> test.auditId())
        .doesNotContain("")
        .doesNotHaveDuplicates();
    assertThat(List.copyOf(fixture.told)).hasSize(3);
  }

  /** What stays as it is fills no log, and is not forgotten either. */
  @Test
  void keyThatGoesOnFailing_isNewsAtFirst_andOnceForEachTimeBetweenTests() {
    fixture.tests.startDue();
    fixture.keysFail();
    fixture.after(SelfTestFixture.EVERY);
    int before = fixture.told.size();
    for (int second = 0; second < SelfTestFixture.EVERY.toSeconds() - 1; second++) {
      fixture.after(SECOND);
    }
    assertThat(fixture.told.size()).isGreaterThan(before + 3);
    assertThat(fixture.told.subList(before, fixture.told.size()))
        .noneMatch(test -> test.changed() || test.news());
    fixture.after(Duration.ofSeconds(31));
    assertThat(fixture.told.subList(fixture.told.size() - 3, fixture.told.size()))
        .allMatch(test -> test.news() && !test.changed());
  }

  /** Until somebody mends it: a backend that is asked every moment may lock its PIN. */
  @Test
  void keyThatCannotBeOpenedForGood_isTriedEverMoreSeldom_andItsCallersWaitLong() {
    SelfTestFixture broken =
        new SelfTestFixture(
            house -> {
              KeyUri uri = house.keys.get(PolicyFixture.BETA).get(0).uri();
              house.keys.put(PolicyFixture.BETA, new ArrayList<>(List.of(inHardware(uri))));
            },
            made -> made.keys.keepInSoftware(made.house.keys.get(PolicyFixture.BETA).get(0).uri()),
            Runnable::run,
            SECOND);
    for (int second = 0; second < 120; second++) {
      broken.after(SECOND);
    }
    assertThat(broken.told.stream().filter(test -> test.key().equals("beta/theirs")).toList())
        .hasSizeBetween(5, 8)
        .allMatch(test -> test.reason().equals("signing-key"));
    assertThat(Failures.named(new BackendRefused("no")).retryAfter())
        .isEqualTo(Duration.ofMinutes(5));
  }

  private static KeyRule inHardware(KeyUri uri) {
    return new KeyRule(
        new KeyName("theirs"),
        PolicyFixture.BACKEND,
        uri,
        "memory",
        Set.of(PolicyFixture.PRO),
        Set.of(),
        true,
        null,
        new KeyRule.Life(null, false, true));
  }
}
