package org.stellaops.signer.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.seal.SealGuard;
import org.stellaops.signer.core.seal.SealRules;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.SealStore;
import org.stellaops.signer.testkit.seal.InMemorySeal;

/** One operator stops all signing, two let it go on (REL-13). */
class SealTest {

  private static final String WHY = "{\"reason\":\"drill\"}";

  private Instant now = SignerFixture.NOW;
  private final InMemorySeal store = new InMemorySeal(() -> now);
  private boolean cutOff;
  private final SignerFixture harness =
      new SignerFixture(
          house -> {},
          ports -> {
            ports.seal = SealGuard.of(reachable(), ports.clock);
            ports.sealRules = new SealRules(Set.of(new Tenant("acme")), Duration.ofMinutes(15));
          });

  SealTest() {
    refresh();
  }

  private SealStore reachable() {
    return new SealStore() {
      @Override
      public SealState state(Deadline deadline) {
        if (cutOff) {
          throw new DependencyUnavailable(Dependency.JOURNAL, false, "cut off");
        }
        return store.state(deadline);
      }

      @Override
      public SealState seal(Act act, Deadline deadline) {
        return store.seal(act, deadline);
      }

      @Override
      public SealState unseal(Act act, Duration within, Deadline deadline) {
        return store.unseal(act, within, deadline);
      }

      @Override
      public List<Event> history(int most, Deadline deadline) {
        return store.history(most, deadline);
      }
    };
  }

  private void refresh() {
    harness.seal.refresh(Deadline.in(Duration.ofSeconds(1), harness.clock));
  }

  private Response act(Operation operation, String client, String body) {
    Map<String, String> claims = harness.accessClaims();
    claims.put("scope", "\"signer.seal\"");
    claims.put("client_id", Jwts.quoted(client));
    claims.put("sub", Jwts.quoted(client));
    return harness.post(operation, claims, body);
  }

  private static String reason(Response outcome) {
    return outcome instanceof Response.Failed failed
        ? failed.why().reason().word()
        : ((Response.Refused) outcome).why().reason().word();
  }

  @Test
  void sealed_signsNothing_andSaysSo_withOneRecord() {
    assertThat(harness.sign(harness.body())).isInstanceOf(Response.Answered.class);
    JsonObject told = SignerFixture.json(act(new Operation.Seal(), "anna", WHY));
    assertThat(told.canonical().utf8()).contains("\"sealed\":true");
    long before = harness.signatures();
    Response refused = harness.sign(harness.body());
    assertThat(reason(refused)).isEqualTo("sealed");
    assertThat(((Response.Failed) refused).why().code().wire()).isEqualTo("signing_unavailable");
    assertThat(harness.signatures()).isEqualTo(before);
    assertThat(harness.decision().canonical().utf8()).contains("\"reason\":\"sealed\"");
  }

  /** Whoever sends a large body learns of it before, and no quota is held for the request. */
  @Test
  void sealed_isTold_beforeTheBodyIsRead() {
    act(new Operation.Seal(), "anna", WHY);
    InputStream unread =
        new InputStream() {
          @Override
          public int read() {
            throw new AssertionError("the body was read");
          }
        };
    Response refused = harness.signer.handle(harness.request(new Delivered(unread, 100)));
    assertThat(reason(refused)).isEqualTo("sealed");
    assertThat(harness.steps()).doesNotContain("hold", "reserve");
  }

  @Test
  void sealedBetweenAdmissionAndKey_signsNothing_andGivesTheChargeBack() {
    harness.registry.beforeAnswer(() -> act(new Operation.Seal(), "anna", WHY));
    Response outcome = harness.sign(harness.body());
    assertThat(reason(outcome)).isEqualTo("sealed");
    assertThat(harness.signatures()).isZero();
    assertThat(harness.trace().outcome().label()).isEqualTo("failed");
  }

  @Test
  void unsealed_byTwoClients_signsAgain() {
    act(new Operation.Seal(), "anna", WHY);
    act(new Operation.Unseal(), "anna", WHY);
    assertThat(reason(harness.sign(harness.body()))).isEqualTo("sealed");
    act(new Operation.Unseal(), "anna", WHY);
    assertThat(reason(harness.sign(harness.body()))).isEqualTo("sealed");
    act(new Operation.Unseal(), "berta", WHY);
    assertThat(harness.sign(harness.body())).isInstanceOf(Response.Answered.class);
  }

  @Test
  void storeSilentForTooLong_signsNothing_andGoesOnWhenItSpeaks() {
    cutOff = true;
    harness.clock.advance(Duration.ofSeconds(4));
    assertThat(harness.sign(harness.body())).isInstanceOf(Response.Answered.class);
    harness.clock.advance(Duration.ofMillis(1));
    assertThat(reason(harness.sign(harness.body()))).isEqualTo("seal-unknown");
    cutOff = false;
    refresh();
    assertThat(harness.sign(harness.body())).isInstanceOf(Response.Answered.class);
  }

  @Test
  void guard_beforeItsFirstAnswer_letsNothingBeSigned() {
    SealGuard fresh = SealGuard.of(store, harness.clock);
    assertThatExceptionOfType(ServiceFailure.class).isThrownBy(fresh::requireUnsealed);
  }

  @Test
  void unseal_secondLaterThanTheRulesAllow_isAFirstAgain() {
    act(new Operation.Seal(), "anna", WHY);
    act(new Operation.Unseal(), "anna", WHY);
    now = now.plus(Duration.ofMinutes(15));
    act(new Operation.Unseal(), "berta", WHY);
    assertThat(reason(harness.sign(harness.body()))).isEqualTo("sealed");
    now = now.plus(Duration.ofMinutes(15)).minusMillis(1);
    act(new Operation.Unseal(), "anna", WHY);
    assertThat(harness.sign(harness.body())).isInstanceOf(Response.Answered.class);
  }

  /** Its tenant is one of the service's, its scope is right, and it is no operator. */
  @Test
  void act_byATenantThatIsNoOperator_isRefused_andChangesNothing() {
    Map<String, String> other = harness.accessClaims();
    other.put("scope", "\"signer.seal\"");
    other.put("tid", "\"beta\"");
    for (Operation operation : List.of(new Operation.Seal(), new Operation.Unseal())) {
      assertThat(reason(harness.post(operation, other, WHY))).isEqualTo("not-an-operator");
    }
    assertThat(reason(harness.get(new Operation.ReadSeal(), other))).isEqualTo("not-an-operator");
    assertThat(harness.sign(harness.body())).isInstanceOf(Response.Answered.class);
  }

  @Test
  void act_byAnotherTenantOrWithoutScope_isRefused_andChangesNothing() {
    Map<String, String> other = harness.accessClaims();
    other.put("scope", "\"signer.seal\"");
    other.put("tid", "\"rival\"");
    assertThat(harness.post(new Operation.Seal(), other, WHY)).isInstanceOf(Response.Refused.class);
    Map<String, String> weak = harness.accessClaims();
    Response refused = harness.post(new Operation.Seal(), weak, WHY);
    assertThat(((Response.Refused) refused).why()).isInstanceOf(Refusal.InsufficientScope.class);
    assertThat(harness.sign(harness.body())).isInstanceOf(Response.Answered.class);
  }

  @Test
  void act_withoutAReason_isRefused_withWhatToSend() {
    Set<String> reasons = new HashSet<>();
    for (String body :
        List.of(
            "",
            "{}",
            "[]",
            "{\"reason\":\"\"}",
            "{\"reason\":1}",
            "{\"why\":\"x\"}",
            "{\"reason\":\"x\",\"more\":1}",
            "{\"reason\":\"" + "x".repeat(513) + "\"}",
            "{\"reason\":\"a\\u0007\"}",
            "{\"reason\":\"\\u2028\\u200b\"}",
            "{\"reason\":\"\\u202e\"}",
            "{\"reason\":\"gnp.exe\\u202eyna\"}",
            "{\"reason\":\"\\u3164\\u2800\\u00a0\"}",
            "{\"reason\":\"\\u0301\"}",
            "{\"reason\":\"\\ud800\"}",
            "{\"reason\":\"\\ue000\"}")) {
      reasons.add(reason(act(new Operation.Seal(), "anna", body)));
    }
    assertThat(reasons).containsExactly("act-body");
    assertThat(store.state(Deadline.in(Duration.ofSeconds(1), harness.clock)).sealed()).isFalse();
  }

  /** In whatever script: joiners are part of some of them. */
  @Test
  void act_withAReasonInAnyScript_isDone() {
    for (String why :
        List.of(
            "\u7406\u7531",
            "\u0646\u0645\u06cc\u200c\u062f\u0627\u0646\u0645",
            "\ud83d\udc69\u200d\ud83d\udcbb",
            "-")) {
      Response outcome = act(new Operation.Seal(), "anna", "{\"reason\":" + Jwts.quoted(why) + "}");
      assertThat(outcome).as(why).isInstanceOf(Response.Answered.class);
    }
  }

  @Test
  void records_ofActs_sayWhyAndHowFarTheyCame() {
    act(new Operation.Seal(), "anna", WHY);
    act(new Operation.Unseal(), "anna", WHY);
    act(new Operation.Unseal(), "berta", WHY);
    assertThat(harness.records())
        .filteredOn(record -> record.contains("\"kind\":\"decision\""))
        .satisfiesExactly(
            sealed ->
                assertThat(sealed)
                    .contains("\"actReason\":\"drill\"", "\"actStep\":\"done\"")
                    .contains("\"route\":\"seal\"", "\"stateAfter\":\"sealed\""),
            asked ->
                assertThat(asked).contains("\"actStep\":\"proposed\"", "\"stateAfter\":\"sealed\""),
            unsealed ->
                assertThat(unsealed)
                    .contains("\"actStep\":\"done\"", "\"stateAfter\":\"not-sealed\""));
  }

  @Test
  void status_tellsWhoDidWhat() {
    act(new Operation.Seal(), "anna", WHY);
    Map<String, String> claims = harness.accessClaims();
    claims.put("scope", "\"signer.seal\"");
    JsonObject told = SignerFixture.json(harness.get(new Operation.ReadSeal(), claims));
    assertThat(told.canonical().utf8())
        .contains("\"client\":\"anna\"", "\"deed\":\"sealed\"", "\"reason\":\"drill\"", "auditId");
  }
}
