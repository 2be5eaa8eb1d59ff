package org.stellaops.signer.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.policy.PolicySnapshot;
import org.stellaops.signer.core.api.policy.ReleaseKey;
import org.stellaops.signer.core.keys.KeyRules;
import org.stellaops.signer.core.keys.KeyVerb;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.KeyCatalog;
import org.stellaops.signer.ports.KeyCatalog.Actor;
import org.stellaops.signer.ports.KeyCatalog.KeyEntry;
import org.stellaops.signer.ports.KeyCatalog.KeyEvent;
import org.stellaops.signer.ports.KeyCatalog.KeyState;
import org.stellaops.signer.testkit.keys.InMemoryKeyCatalog;

/**
 * Keys are prepared, rotated, suspended, retired and revoked (K03, K04, KEY-01, KEY-02, KEY-05).
 */
class KeyLifeTest {

  private final InMemoryKeyCatalog catalog = new InMemoryKeyCatalog();
  private final AtomicBoolean cutOff = new AtomicBoolean();

  private KeyCatalog reachable() {
    return new KeyCatalog() {
      @Override
      public Content read(Deadline deadline) {
        if (cutOff.get()) {
          throw new DependencyUnavailable(Dependency.JOURNAL, false, "cut off");
        }
        return catalog.read(deadline);
      }

      @Override
      public List<KeyEntry> enrol(List<Enrolment> all, Deadline deadline) {
        return catalog.enrol(all, deadline);
      }

      @Override
      public boolean change(List<Replacement> replacements, Deadline deadline) {
        return catalog.change(replacements, deadline);
      }

      @Override
      public List<KeyEvent> events(Tenant tenant, KeyName name, int most, Deadline deadline) {
        return catalog.events(tenant, name, most, deadline);
      }
    };
  }

  private SignerFixture harness(Consumer<PolicyFixture> changes, Consumer<SignerFixture> ports) {
    return new SignerFixture(
        changes,
        made -> {
          made.keyCatalog = reachable();
          ports.accept(made);
        });
  }

  private SignerFixture harness(Consumer<PolicyFixture> changes) {
    return harness(changes, made -> {});
  }

  static Response change(SignerFixture harness, String verb, String key, String client) {
    return change(harness, verb, key, client, "{\"reason\":\"drill\"}");
  }

  static Response change(
      SignerFixture harness, String verb, String key, String client, String body) {
    Map<String, String> claims = harness.accessClaims();
    claims.put("scope", "\"signer.keys\"");
    claims.put("client_id", Jwts.quoted(client));
    claims.put("sub", Jwts.quoted(client));
    return harness.post(new Operation.ChangeKey(verb, key), claims, body);
  }

  static String reason(Response outcome) {
    return switch (outcome) {
      case Response.Failed failed -> failed.why().reason().word();
      case Response.Refused refused -> refused.why().reason().word();
      default -> "answered";
    };
  }

  private static String signerOf(Response outcome) {
    String text = SignerFixture.json(outcome).canonical().utf8();
    assertThat(text).contains("\"name\":\"");
    int at = text.indexOf("\"name\":\"", text.indexOf("\"signingIdentity\""));
    return text.substring(at + 8, text.indexOf('"', at + 8));
  }

  @Test
  void configuredKey_neverSeenBefore_isEnrolledAndActive() {
    SignerFixture harness = harness(house -> {});
    assertThat(harness.sign(harness.body())).isInstanceOf(Response.Answered.class);
    assertThat(catalog.entries(Deadline.in(Duration.ofSeconds(1), harness.clock)))
        .extracting(entry -> entry.name().value() + " " + entry.state().label())
        .containsExactly("golden active", "sbom active", "theirs active");
  }

  /** KEY-01: callers go on naming the old key; the new one signs as soon as it is active. */
  @Test
  void rotation_activatesTheSuccessor_andRetiresTheOther_withoutAFailedRequest() {
    SignerFixture harness =
        harness(
            house -> house.addSuccessor(PolicyFixture.ACME, "sbom-2", "sbom", PolicyFixture.PRO));
    String byName = harness.body().options("{\"keys\":[\"sbom\"]}").toString();
    assertThat(signerOf(harness.sign(harness.body()))).isEqualTo("sbom");
    assertThat(signerOf(harness.sign(byName))).isEqualTo("sbom");
    assertThat(reason(change(harness, "activate", "sbom-2", "anna"))).isEqualTo("answered");
    assertThat(signerOf(harness.sign(harness.body()))).isEqualTo("sbom-2");
    assertThat(signerOf(harness.sign(byName))).isEqualTo("sbom-2");
    assertThat(reason(change(harness, "retire", "sbom", "anna"))).isEqualTo("answered");
    assertThat(signerOf(harness.sign(byName))).isEqualTo("sbom-2");
    String trust = harness.signer.trust().utf8();
    assertThat(trust).contains("\"state\":\"retired\"", "\"state\":\"active\"", "\"end\":\"");
  }

  @ParameterizedTest
  @CsvSource({
    "suspend, key-suspended",
    "retire, key-retired",
    "revoke, key-revoked",
  })
  void keyThatMayNotSign_isNotUsed_andTheCallerLearnsWhy(String verb, String why) {
    SignerFixture harness = harness(house -> {});
    assertThat(reason(change(harness, verb, "sbom", "anna"))).isEqualTo("answered");
    assertThat(reason(harness.sign(harness.body()))).isEqualTo(why);
    assertThat(harness.signatures()).isZero();
    assertThat(harness.decisions()).isEqualTo(2);
    assertThat(harness.steps())
        .as("it is refused before anything is reserved")
        .doesNotContain("reserve");
  }

  @Test
  void preparedKey_namedByACaller_signsNothing() {
    SignerFixture harness =
        harness(
            house -> house.addSuccessor(PolicyFixture.ACME, "sbom-2", "sbom", PolicyFixture.PRO));
    String byName = harness.body().options("{\"keys\":[\"sbom-2\"]}").toString();
    assertThat(reason(harness.sign(byName))).isEqualTo("key-prepared");
  }

  @Test
  void keyRetiredBeforeItWasActive_preparedAgain_signsOnceItIsActive() {
    SignerFixture harness =
        harness(
            house -> house.addSuccessor(PolicyFixture.ACME, "sbom-2", "sbom", PolicyFixture.PRO));
    String byName = harness.body().options("{\"keys\":[\"sbom-2\"]}").toString();
    assertThat(reason(change(harness, "retire", "sbom-2", "anna"))).isEqualTo("answered");
    assertThat(reason(change(harness, "activate", "sbom-2", "anna"))).isEqualTo("key-state");
    assertThat(reason(change(harness, "prepare", "sbom-2", "anna"))).isEqualTo("answered");
    assertThat(reason(harness.sign(byName))).isEqualTo("key-prepared");
    assertThat(reason(change(harness, "activate", "sbom-2", "anna"))).isEqualTo("answered");
    assertThat(signerOf(harness.sign(byName))).isEqualTo("sbom-2");
  }

  @ParameterizedTest
  @CsvSource({"suspend", "retire"})
  void keyThatWasActive_isNeverPreparedAgain(String verb) {
    SignerFixture harness = harness(house -> {});
    assertThat(reason(change(harness, "prepare", "sbom", "anna"))).isEqualTo("key-state");
    change(harness, verb, "sbom", "anna");
    assertThat(reason(change(harness, "prepare", "sbom", "anna"))).isEqualTo("key-state");
  }

  @Test
  void suspendedKey_resumed_signsAgain() {
    SignerFixture harness = harness(house -> {});
    change(harness, "suspend", "sbom", "anna");
    change(harness, "resume", "sbom", "berta");
    assertThat(harness.sign(harness.body())).isInstanceOf(Response.Answered.class);
  }

  /** K04: a key that is revoked while a request is on its way signs nothing for it. */
  @Test
  void k04_keyRevokedBetweenAdmissionAndUse_signsNothing() {
    SignerFixture harness = harness(house -> {});
    harness.registry.beforeAnswer(() -> change(harness, "revoke", "sbom", "anna"));
    assertThat(reason(harness.sign(harness.body()))).isEqualTo("key-revoked");
    assertThat(harness.signatures()).isZero();
    assertThat(harness.trace().outcome().label()).isEqualTo("failed");
  }

  @Test
  void k04_catalogSilentForTooLong_signsNothing_andGoesOnWhenItSpeaks() {
    SignerFixture harness = harness(house -> {});
    harness.sign(harness.body());
    cutOff.set(true);
    harness.clock.advance(Duration.ofSeconds(5));
    assertThat(reason(harness.sign(harness.body()))).isEqualTo("catalog-unknown");
    cutOff.set(false);
    harness.register.refresh(Deadline.in(Duration.ofSeconds(1), harness.clock));
    assertThat(harness.sign(harness.body())).isInstanceOf(Response.Answered.class);
  }

  /** KEY-05: one person alone changes nothing that two have to. */
  @Test
  void revocation_byTwoPersons_needsAnotherClient_inTime() {
    SignerFixture harness =
        harness(
            house -> {},
            made -> made.keyRules = new KeyRules(Set.of(KeyVerb.REVOKE), Duration.ofMinutes(15)));
    assertThat(SignerFixture.json(change(harness, "revoke", "sbom", "anna")).canonical().utf8())
        .contains("\"waiting\":[{\"client\":\"anna\"");
    change(harness, "revoke", "sbom", "anna");
    assertThat(harness.sign(harness.body())).isInstanceOf(Response.Answered.class);
    harness.clock.advance(Duration.ofMinutes(15));
    harness.register.refresh(Deadline.in(Duration.ofSeconds(1), harness.clock));
    change(harness, "revoke", "sbom", "berta");
    assertThat(harness.sign(harness.body())).isInstanceOf(Response.Answered.class);
    change(harness, "revoke", "sbom", "clara");
    assertThat(reason(harness.sign(harness.body()))).isEqualTo("key-revoked");
  }

  /** A second client of one's own confirms nothing. */
  @Test
  void revocation_byTwoClientsOfOneSubject_waits() {
    SignerFixture harness =
        harness(
            house -> {},
            made -> made.keyRules = new KeyRules(Set.of(KeyVerb.REVOKE), Duration.ofMinutes(15)));
    changeOf(harness, "anna-cli", "anna");
    assertThat(SignerFixture.json(changeOf(harness, "anna-desk", "anna")).canonical().utf8())
        .contains("\"client\":\"anna-cli\"", "\"subject\":\"anna\"");
    changeOf(harness, "page", "anna");
    assertThat(harness.sign(harness.body())).isInstanceOf(Response.Answered.class);
    changeOf(harness, "page", "berta");
    assertThat(reason(harness.sign(harness.body()))).isEqualTo("key-revoked");
  }

  /** One client has one request waiting, whatever its tokens say whom it acts for. */
  @Test
  void requests_ofOneClientWithManySubjects_areOne() {
    SignerFixture harness =
        harness(
            house -> {},
            made ->
                made.keyRules =
                    new KeyRules(
                        Set.of(KeyVerb.REVOKE, KeyVerb.RETIRE, KeyVerb.SUSPEND),
                        Duration.ofMinutes(15)));
    changeOf(harness, "retire", "ci", "one");
    changeOf(harness, "suspend", "ci", "two");
    String waiting =
        SignerFixture.json(changeOf(harness, "revoke", "ci", "three")).canonical().utf8();
    assertThat(waiting).containsOnlyOnce("\"client\":\"ci\",\"reason\"").contains("three");
  }

  private static Response changeOf(SignerFixture harness, String client, String subject) {
    return changeOf(harness, "revoke", client, subject);
  }

  private static Response changeOf(
      SignerFixture harness, String verb, String client, String subject) {
    Map<String, String> claims = harness.accessClaims();
    claims.put("scope", "\"signer.keys\"");
    claims.put("client_id", Jwts.quoted(client));
    claims.put("sub", Jwts.quoted(subject));
    return harness.post(new Operation.ChangeKey(verb, "sbom"), claims, "{\"reason\":\"stolen\"}");
  }

  @Test
  void revocation_isNeverUndone_andMovesOnlyEarlier() {
    SignerFixture harness = harness(house -> {});
    change(harness, "revoke", "sbom", "anna");
    for (String verb : List.of("activate", "resume", "retire", "suspend", "prepare")) {
      assertThat(reason(change(harness, verb, "sbom", "anna"))).as(verb).isEqualTo("key-state");
    }
    String earlier = "{\"reason\":\"found out\",\"effective\":\"2026-11-01T00:00:00Z\"}";
    assertThat(reason(change(harness, "revoke", "sbom", "anna", earlier))).isEqualTo("answered");
    String later = "{\"reason\":\"no\",\"effective\":\"2026-11-02T00:00:00Z\"}";
    assertThat(reason(change(harness, "revoke", "sbom", "anna", later))).isEqualTo("key-state");
    assertThat(harness.signer.trust().utf8())
        .contains("\"revocations\":[{\"from\":\"2026-11-01T00:00:00Z\"");
  }

  @Test
  void change_ofAnotherTenantsKey_orOfNone_isNotFound() {
    SignerFixture harness = harness(house -> {});
    for (String key : List.of("theirs", "none", "NO_KEY")) {
      Response refused = change(harness, "revoke", key, "anna");
      assertThat(((Response.Refused) refused).why()).isInstanceOf(Refusal.NotFound.class);
    }
  }

  @Test
  void change_withoutScopeOrReason_isRefused() {
    SignerFixture harness = harness(house -> {});
    Response weak =
        harness.post(
            new Operation.ChangeKey("revoke", "sbom"),
            harness.accessClaims(),
            "{\"reason\":\"x\"}");
    assertThat(((Response.Refused) weak).why()).isInstanceOf(Refusal.InsufficientScope.class);
    for (String body :
        List.of("", "{}", "{\"reason\":\"\"}", "{\"reason\":\"x\",\"effective\":\"soon\"}")) {
      assertThat(reason(change(harness, "revoke", "sbom", "anna", body))).isEqualTo("act-body");
    }
    String effective = "{\"reason\":\"x\",\"effective\":\"2026-11-01T00:00:00Z\"}";
    assertThat(reason(change(harness, "retire", "sbom", "anna", effective))).isEqualTo("act-body");
  }

  @Test
  void keyOlderThanAllowed_signsNothing() {
    SignerFixture harness = harness(house -> {}, made -> made.maximumAge = Duration.ofDays(365));
    assertThat(harness.sign(harness.body())).isInstanceOf(Response.Answered.class);
    harness.clock.advance(Duration.ofDays(366));
    harness.register.refresh(Deadline.in(Duration.ofSeconds(1), harness.clock));
    assertThat(harness.register.oldest(any -> true)).isEqualTo(Duration.ofDays(366));
    assertThat(reason(harness.sign(harness.body()))).isEqualTo("key-too-old");
    change(harness, "retire", "sbom", "anna");
    change(harness, "suspend", "golden", "anna");
    harness.clock.advance(Duration.ofDays(1));
    assertThat(harness.register.oldest(any -> true))
        .as("another tenant's")
        .isEqualTo(Duration.ofDays(367));
  }

  @Test
  void planThatWantsHardware_softwareKey_isRefused() {
    SignerFixture harness = harness(house -> house.hardwareKeysOnly = true);
    assertThat(reason(harness.sign(harness.body()))).isEqualTo("key-not-hardware");
    assertThat(harness.signatures()).isZero();
  }

  /** K03: what an alias led to when it was enrolled is the key, whatever it leads to later. */
  @Test
  void k03_keyChangedWhileTheServiceWasDown_isNotUsed() {
    harness(house -> {});
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> harness(house -> {}))
        .withMessageContaining("give another key another name");
  }

  /** K03: one that is found out later is no better, and nobody else signs for its request. */
  @Test
  void k03_keyFoundChangedAfterTheStart_lendsNoOtherKey_andSignsOnceItIsTheRightOneAgain() {
    SignerFixture harness =
        harness(
            house -> house.addKey(PolicyFixture.ACME, "second", PolicyFixture.PRO),
            made -> {
              KeyUri sbom = uri(made);
              PinnedKey right = made.house.pin(PolicyFixture.ACME, "sbom");
              enrol(made, sbom, right);
              made.keys.lead(sbom, made.keys.newKey(right.algorithm()));
              made.keys.lose(Set.of(sbom));
            });
    harness.keys.lose(Set.of());
    harness.clock.advance(Duration.ofSeconds(3));
    harness.register.refresh(Deadline.in(Duration.ofSeconds(1), harness.clock));
    String both = harness.body().options("{\"keys\":[\"second\",\"sbom\"]}").toString();
    for (int i = 0; i < 3; i++) {
      assertThat(reason(harness.sign(both))).isEqualTo("key-changed");
      assertThat(harness.signatures()).isZero();
    }
    harness.keys.lead(uri(harness), uri(harness));
    assertThat(harness.sign(both)).isInstanceOf(Response.Answered.class);
  }

  /** K03: its alias was moved while a new policy came, and the backend was away just then. */
  @Test
  void k03_keyFoundChangedAfterAReload_lendsNoOtherKey() {
    SignerFixture harness =
        harness(house -> house.addKey(PolicyFixture.ACME, "second", PolicyFixture.PRO));
    PolicySnapshot again =
        new PolicySnapshot(
            harness.house.policies(),
            List.of(new ReleaseKey(harness.house.releaseKey.key())),
            Bytes.utf8("reloaded").sha256());
    harness.keys.lose(Set.of(uri(harness)));
    assertThat(harness.openKeys.open(again, Deadline.in(Duration.ofSeconds(1), harness.clock)))
        .hasSize(1);
    harness.policy = again;
    harness.keys.lead(uri(harness), harness.keys.newKey(SignatureAlgorithm.ECDSA_P256_SHA256));
    harness.keys.lose(Set.of());
    harness.clock.advance(Duration.ofSeconds(3));
    harness.register.refresh(Deadline.in(Duration.ofSeconds(1), harness.clock));
    String both = harness.body().options("{\"keys\":[\"second\",\"sbom\"]}").toString();
    for (int i = 0; i < 3; i++) {
      assertThat(reason(harness.sign(both))).isEqualTo("key-changed");
      assertThat(harness.signatures()).isZero();
    }
  }

  private static KeyUri uri(SignerFixture harness) {
    return harness.house.keys.get(PolicyFixture.ACME).get(0).uri();
  }

  private void enrol(SignerFixture harness, KeyUri uri, PinnedKey pin) {
    KeyEntry entry =
        new KeyEntry(
            PolicyFixture.ACME,
            new KeyName("sbom"),
            PolicyFixture.BACKEND,
            uri,
            pin.spki(),
            pin.algorithm(),
            "memory",
            false,
            KeyState.ACTIVE,
            null,
            SignerFixture.NOW,
            SignerFixture.NOW,
            null,
            null,
            List.of(),
            1);
    catalog.enrol(
        entry,
        new KeyEvent(
            SignerFixture.NOW,
            "enrol",
            KeyState.ACTIVE,
            Actor.configuration(),
            "before",
            Optional.empty()),
        Deadline.in(Duration.ofSeconds(1), harness.clock));
  }

  @Test
  void list_tellsTheKeysOfTheTenantAlone_withTheirHistory() {
    SignerFixture harness = harness(house -> {});
    change(harness, "suspend", "sbom", "anna");
    Map<String, String> claims = harness.accessClaims();
    claims.put("scope", "\"signer.keys\"");
    JsonObject told = SignerFixture.json(harness.get(new Operation.ListKeys(), claims));
    assertThat(told.canonical().utf8())
        .contains("\"name\":\"sbom\"", "\"verb\":\"suspend\"", "\"verb\":\"enrol\"", "\"drill\"")
        .doesNotContain("theirs");
  }
}
