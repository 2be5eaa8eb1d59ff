package org.stellaops.signer.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.api.policy.KeyRule;
import org.stellaops.signer.core.keys.KeyRegister;
import org.stellaops.signer.core.keys.KeyRules;
import org.stellaops.signer.core.keys.KeyVerb;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.KeyCatalog;
import org.stellaops.signer.ports.KeyCatalog.Actor;
import org.stellaops.signer.ports.KeyCatalog.KeyEntry;
import org.stellaops.signer.ports.KeyCatalog.KeyEvent;
import org.stellaops.signer.ports.KeyCatalog.KeyState;
import org.stellaops.signer.ports.KeyCatalog.Proposal;
import org.stellaops.signer.ports.KeyCatalog.Replacement;
import org.stellaops.signer.testkit.journal.FaultyJournal.Fault;
import org.stellaops.signer.testkit.journal.FaultyJournal.Step;
import org.stellaops.signer.testkit.keys.InMemoryKeyCatalog;

/** What a change leaves in the catalog and in what is published, and who may make it. */
class KeyChangesTest {

  private static final Duration QUARTER_HOUR = Duration.ofMinutes(15);

  private final InMemoryKeyCatalog catalog = new InMemoryKeyCatalog();

  private SignerFixture line(Consumer<SignerFixture> ports) {
    return new SignerFixture(
        house -> {
          house.addSuccessor(PolicyFixture.ACME, "sbom-2", "sbom", PolicyFixture.PRO);
          house.addSuccessor(PolicyFixture.ACME, "sbom-3", "sbom-2", PolicyFixture.PRO);
        },
        made -> {
          made.keyCatalog = catalog;
          ports.accept(made);
        });
  }

  private SignerFixture line() {
    return line(made -> {});
  }

  private SignerFixture twoPersons() {
    return line(
        made -> made.keyRules = new KeyRules(Set.of(KeyVerb.RETIRE, KeyVerb.REVOKE), QUARTER_HOUR));
  }

  private KeyEntry entry(String name) {
    return catalog.entries(Deadline.in(Duration.ofSeconds(1), () -> 0)).stream()
        .filter(each -> each.isOf(PolicyFixture.ACME, new KeyName(name)))
        .findFirst()
        .orElseThrow();
  }

  private static void done(SignerFixture harness, String verb, String key) {
    assertThat(KeyLifeTest.reason(KeyLifeTest.change(harness, verb, key, "anna")))
        .isEqualTo("answered");
  }

  private static void pass(SignerFixture harness, Duration time) {
    harness.clock.advance(time);
    harness.register.refresh(Deadline.in(Duration.ofSeconds(1), harness.clock));
  }

  @Test
  void activate_overAKeyThatWasNeverActive_retiresTheOneThatIs() {
    SignerFixture harness = line();
    done(harness, "activate", "sbom-3");
    assertThat(entry("sbom").state()).isEqualTo(KeyState.RETIRING);
    assertThat(entry("sbom-2").state()).isEqualTo(KeyState.PREPARED);
  }

  /** Signing is stopped for a time, and not ended: the caller is to wait, not to look elsewhere. */
  @Test
  void retiredKey_whileTheOneThatReplacesItIsSuspended_isAnsweredWithThatOnesState() {
    SignerFixture harness = line();
    done(harness, "activate", "sbom-2");
    done(harness, "retire", "sbom");
    done(harness, "suspend", "sbom-2");
    assertThat(KeyLifeTest.reason(harness.sign(harness.body()))).isEqualTo("key-suspended");
    done(harness, "activate", "sbom-3");
    assertThat(KeyLifeTest.reason(harness.sign(harness.body()))).isEqualTo("answered");
    done(harness, "suspend", "sbom-3");
    done(harness, "retire", "sbom-2");
    assertThat(KeyLifeTest.reason(harness.sign(harness.body()))).isEqualTo("key-suspended");
    done(harness, "retire", "sbom-3");
    assertThat(KeyLifeTest.reason(harness.sign(harness.body()))).isEqualTo("key-retired");
  }

  @Test
  void revokedKey_whileTheOneThatReplacesItIsPrepared_saysThatThatIsNotActiveYet() {
    SignerFixture harness = line();
    done(harness, "revoke", "sbom");
    assertThat(KeyLifeTest.reason(harness.sign(harness.body()))).isEqualTo("key-prepared");
  }

  /** Somebody who means to go back is told who signs all the same. */
  @Test
  void activate_ofAKeyThatAnActiveOneReplaces_tellsWhoSigns() {
    SignerFixture harness = line();
    done(harness, "activate", "sbom-2");
    done(harness, "activate", "sbom-3");
    assertThat(
            SignerFixture.written(KeyLifeTest.change(harness, "activate", "sbom-2", "anna")).utf8())
        .contains("\"signedBy\":\"sbom-3\"", "\"state\":\"active\"");
    assertThat(
            SignerFixture.written(KeyLifeTest.change(harness, "suspend", "sbom-3", "anna")).utf8())
        .doesNotContain("signedBy");
    Map<String, String> claims = harness.accessClaims();
    claims.put("scope", "\"signer.keys\"");
    assertThat(SignerFixture.json(harness.get(new Operation.ListKeys(), claims)).canonical().utf8())
        .contains("\"signedBy\":\"sbom-2\"")
        .doesNotContain("\"signedBy\":\"sbom-3\"");
  }

  @Test
  void retiringKey_suspendedAndResumed_isRetiringAgain() {
    SignerFixture harness = line();
    done(harness, "activate", "sbom-2");
    done(harness, "suspend", "sbom");
    done(harness, "resume", "sbom");
    assertThat(entry("sbom").state()).isEqualTo(KeyState.RETIRING);
  }

  @Test
  void preparedKey_cannotBeSuspended_norResumed() {
    SignerFixture harness = line();
    for (String verb : List.of("suspend", "resume")) {
      assertThat(KeyLifeTest.reason(KeyLifeTest.change(harness, verb, "sbom-2", "anna")))
          .isEqualTo("key-state");
    }
    assertThat(KeyLifeTest.reason(KeyLifeTest.change(harness, "resume", "sbom", "anna")))
        .isEqualTo("key-state");
  }

  /** Its age is counted from when it was first active. */
  @Test
  void retiringKey_activatedAgain_isNoYounger() {
    SignerFixture harness = line();
    done(harness, "activate", "sbom-2");
    pass(harness, Duration.ofDays(1));
    done(harness, "activate", "sbom");
    assertThat(entry("sbom").state()).isEqualTo(KeyState.ACTIVE);
    assertThat(entry("sbom").activated()).isEqualTo(SignerFixture.NOW);
  }

  @Test
  void retiredKey_revokedLater_endedWhenItWasRetired() {
    SignerFixture harness = line();
    done(harness, "retire", "sbom");
    pass(harness, Duration.ofDays(1));
    done(harness, "revoke", "sbom");
    assertThat(entry("sbom").ended()).isEqualTo(SignerFixture.NOW);
    assertThat(entry("sbom").revoked()).isEqualTo(SignerFixture.NOW.plus(Duration.ofDays(1)));
    assertThat(harness.signer.trust().utf8())
        .as("a revocation makes nothing good that was not")
        .contains("\"state\":\"revoked\",\"validFor\":[{\"end\":\"2026-11-05T12:00:30Z\"");
    harness.verify("{\"artifact\":{\"sha256\":\"" + "a".repeat(64) + "\"},\"bundle\":{}}");
    assertThat(harness.examiner.last().signers().keys())
        .as("nor for who asks for a verdict")
        .filteredOn(key -> key.key().equals(harness.house.pin(PolicyFixture.ACME, "sbom")))
        .extracting(key -> key.until())
        .containsExactly(SignerFixture.NOW.plus(KeyRegister.RETIRED_FOR));
  }

  @Test
  void revocation_inTheFuture_isRefused() {
    SignerFixture harness = line();
    assertThat(KeyLifeTest.reason(revoke(harness, "anna", SignerFixture.NOW.plusSeconds(1))))
        .isEqualTo("key-state");
    assertThat(entry("sbom").state()).isEqualTo(KeyState.ACTIVE);
  }

  private static Response revoke(SignerFixture harness, String client, Instant from) {
    return KeyLifeTest.change(
        harness,
        "revoke",
        "sbom",
        client,
        "{\"reason\":\"stolen\",\"effective\":\"" + from + "\"}");
  }

  /** No moment makes a trust document that verifiers cannot read, or a store that fails. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-999999999-01-01T00:00:00Z",
        "-200000-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999Z"
      })
  void revocation_beforeAnyKeyWasMade_isRefused(String moment) {
    SignerFixture harness = line();
    String body = "{\"reason\":\"stolen\",\"effective\":\"" + moment + "\"}";
    assertThat(KeyLifeTest.reason(KeyLifeTest.change(harness, "revoke", "sbom", "anna", body)))
        .isEqualTo("act-body");
    assertThat(entry("sbom").state()).isEqualTo(KeyState.ACTIVE);
  }

  @Test
  void revocation_fromBeforeTheKeyWasActive_leavesAWindowOfNothing() {
    SignerFixture harness = line();
    revoke(harness, "anna", Instant.EPOCH);
    assertThat(harness.signer.trust().utf8())
        .contains("\"end\":\"2026-11-05T12:00:00Z\",\"start\":\"2026-11-05T12:00:00Z\"")
        .contains("\"from\":\"1970-01-01T00:00:00Z\"");
  }

  @Test
  void trust_tellsOfPublishedKeysAlone() {
    SignerFixture harness = line();
    assertThat(harness.signer.trust().utf8())
        .contains(quotedPem(harness, "sbom"))
        .doesNotContain(quotedPem(harness, "golden"));
  }

  private static String quotedPem(SignerFixture harness, String key) {
    return harness.house.pin(PolicyFixture.ACME, key).pem().replace("\n", "\\n");
  }

  /** What counts ends at the moment that the revocation names, not when somebody made it. */
  @Test
  void trust_tellsWindowsAsTheyCount() {
    SignerFixture harness = line();
    revoke(harness, "anna", SignerFixture.NOW.minusSeconds(60));
    assertThat(harness.signer.trust().utf8())
        .contains(
            "\"state\":\"prepared\",\"validFor\":[]",
            "\"state\":\"revoked\",\"validFor\":[{\"end\":\"2026-11-05T12:00:00Z\"",
            "\"from\":\"2026-11-05T11:59:00Z\"");
  }

  @Test
  void change_whileSomebodyElseChangesTheKey_isNotDone_andSaysSo() {
    SignerFixture harness = line(made -> made.keyCatalog = overtaken());
    Response answer = KeyLifeTest.change(harness, "suspend", "sbom", "anna");
    assertThat(((Response.Failed) answer).why().reason().word()).isEqualTo("key-state");
  }

  private KeyCatalog overtaken() {
    return new KeyCatalog() {
      @Override
      public Content read(Deadline deadline) {
        return catalog.read(deadline);
      }

      @Override
      public List<KeyEntry> enrol(List<Enrolment> all, Deadline deadline) {
        return catalog.enrol(all, deadline);
      }

      @Override
      public boolean change(List<Replacement> replacements, Deadline deadline) {
        return false;
      }

      @Override
      public List<KeyEvent> events(Tenant tenant, KeyName name, int most, Deadline deadline) {
        return catalog.events(tenant, name, most, deadline);
      }
    };
  }

  @Test
  void list_keyThatNoNodeHasOpened_isNamed() {
    SignerFixture harness = line(made -> made.keyCatalog = withoutTheThird());
    Map<String, String> claims = harness.accessClaims();
    claims.put("scope", "\"signer.keys\"");
    assertThat(SignerFixture.json(harness.get(new Operation.ListKeys(), claims)).canonical().utf8())
        .contains("\"neverOpened\":[\"sbom-3\"]")
        .doesNotContain("\"name\":\"sbom-3\"");
  }

  /** As where the backend of the key did not answer yet. */
  private KeyCatalog withoutTheThird() {
    return new KeyCatalog() {
      @Override
      public Content read(Deadline deadline) {
        return new Content(
            catalog.entries(deadline).stream()
                .filter(each -> !each.name().value().equals("sbom-3"))
                .toList(),
            Set.of());
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

  /** KEY-05: the second confirms the very same and nothing that is only like it. */
  @Test
  void secondPerson_whoAsksForAnotherVerbOrMoment_confirmsNothing() {
    SignerFixture harness = twoPersons();
    KeyLifeTest.change(harness, "retire", "sbom", "anna");
    KeyLifeTest.change(harness, "revoke", "sbom", "berta");
    assertThat(entry("sbom").state()).isEqualTo(KeyState.ACTIVE);
    revoke(harness, "anna", SignerFixture.NOW.minusSeconds(60));
    revoke(harness, "berta", SignerFixture.NOW.minusSeconds(61));
    assertThat(entry("sbom").state()).isEqualTo(KeyState.ACTIVE);
    revoke(harness, "clara", SignerFixture.NOW.minusSeconds(61));
    assertThat(entry("sbom").state()).isEqualTo(KeyState.REVOKED);
  }

  /** KEY-05: one person cannot keep another from revoking by asking for something else. */
  @Test
  void waitingChange_whateverOthersAskForMeanwhile_isConfirmedBySomebodyElse() {
    SignerFixture harness = twoPersons();
    revoke(harness, "anna", SignerFixture.NOW.minusSeconds(60));
    revoke(harness, "berta", SignerFixture.NOW.minusSeconds(61));
    KeyLifeTest.change(harness, "retire", "sbom", "berta");
    KeyLifeTest.change(harness, "revoke", "sbom", "carl");
    done(harness, "suspend", "sbom");
    done(harness, "resume", "sbom");
    done(harness, "activate", "sbom-2");
    assertThat(entry("sbom").proposals())
        .extracting(each -> each.actor().client().value() + " " + each.verb())
        .containsExactly("anna revoke", "berta retire", "carl revoke");
    revoke(harness, "clara", SignerFixture.NOW.minusSeconds(60));
    assertThat(entry("sbom").state()).isEqualTo(KeyState.REVOKED);
    assertThat(entry("sbom").revoked()).isEqualTo(SignerFixture.NOW.minusSeconds(60));
    assertThat(entry("sbom").proposals()).isEmpty();
  }

  /** KEY-05: who asks for something else has taken back what was asked for before. */
  @Test
  void firstPerson_whoAsksForAnother_hasOnlyThatWaiting() {
    SignerFixture harness = twoPersons();
    KeyLifeTest.change(harness, "retire", "sbom", "anna");
    KeyLifeTest.change(harness, "revoke", "sbom", "anna");
    KeyLifeTest.change(harness, "retire", "sbom", "berta");
    assertThat(entry("sbom").state()).isEqualTo(KeyState.ACTIVE);
    assertThat(entry("sbom").proposals())
        .extracting(each -> each.actor().client().value() + " " + each.verb())
        .containsExactly("anna revoke", "berta retire");
  }

  /** A revocation from an earlier moment still makes sense once one is made. */
  @Test
  void revocation_whileOneFromAnEarlierMomentWaits_leavesThatWaiting() {
    SignerFixture harness = twoPersons();
    revoke(harness, "anna", SignerFixture.NOW.minusSeconds(60));
    revoke(harness, "berta", SignerFixture.NOW.minusSeconds(30));
    revoke(harness, "clara", SignerFixture.NOW.minusSeconds(30));
    assertThat(entry("sbom").revoked()).isEqualTo(SignerFixture.NOW.minusSeconds(30));
    revoke(harness, "berta", SignerFixture.NOW.minusSeconds(60));
    assertThat(entry("sbom").revoked()).isEqualTo(SignerFixture.NOW.minusSeconds(60));
  }

  @Test
  void list_tellsWhatWaits_andFromWhenARevocationWasAskedFor() {
    SignerFixture harness = twoPersons();
    revoke(harness, "anna", SignerFixture.NOW.minusSeconds(60));
    String told = SignerFixture.written(revoke(harness, "berta", SignerFixture.NOW)).utf8();
    assertThat(told)
        .contains(
            "\"client\":\"anna\",\"effective\":\"2026-11-05T11:59:00Z\"",
            "\"client\":\"berta\",\"effective\":\"2026-11-05T12:00:00Z\"",
            "\"verb\":\"propose-revoke\"",
            "\"done\":false");
    pass(harness, QUARTER_HOUR);
    assertThat(SignerFixture.written(KeyLifeTest.change(harness, "suspend", "sbom", "anna")).utf8())
        .doesNotContain("waiting");
  }

  @Test
  void revocation_thatCannotBe_saysWhatCan() {
    SignerFixture harness = line();
    assertThat(advice(revoke(harness, "anna", SignerFixture.NOW.plusSeconds(1))))
        .contains("effective lies in the future (now is 2026-11-05T12:00:00Z)");
    assertThat(advice(KeyLifeTest.change(harness, "resume", "sbom", "anna")))
        .contains("active: resume cannot be done to it; possible: retire, suspend, revoke.");
    revoke(harness, "anna", SignerFixture.NOW.minusSeconds(60));
    assertThat(advice(revoke(harness, "anna", SignerFixture.NOW.minusSeconds(59))))
        .contains("revoked from 2026-11-05T11:59:00Z, and that can only move earlier");
    assertThat(
            advice(
                KeyLifeTest.change(
                    harness,
                    "revoke",
                    "sbom",
                    "anna",
                    "{\"reason\":\"stolen\",\"effective\":\"2026-11-01\"}")))
        .contains("effective is a moment as 2026-11-01T00:00:00Z");
  }

  private static String advice(Response answer) {
    return switch (answer) {
      case Response.Refused refused when refused.why() instanceof Refusal.InvalidRequest why ->
          why.advice();
      default -> answer.toString();
    };
  }

  /** KEY-05: the time does not begin anew because somebody asks again. */
  @Test
  void firstPerson_whoAsksAgain_doesNotWaitLonger() {
    SignerFixture harness = twoPersons();
    KeyLifeTest.change(harness, "revoke", "sbom", "anna");
    pass(harness, QUARTER_HOUR.minusMinutes(1));
    KeyLifeTest.change(harness, "revoke", "sbom", "anna");
    pass(harness, Duration.ofMinutes(1));
    KeyLifeTest.change(harness, "revoke", "sbom", "berta");
    assertThat(entry("sbom").state()).isEqualTo(KeyState.ACTIVE);
  }

  @Test
  void list_tellsTheProtectionAsConfigured_andWhichRequestAsked() {
    SignerFixture harness =
        new SignerFixture(
            house -> {
              KeyUri uri = house.keys.get(PolicyFixture.BETA).get(0).uri();
              house.keys.put(PolicyFixture.BETA, new ArrayList<>(List.of(inHardware(uri))));
            },
            made -> made.keyCatalog = catalog);
    assertThat(catalog.entries(Deadline.in(Duration.ofSeconds(1), () -> 0)))
        .filteredOn(KeyEntry::hardware)
        .extracting(each -> each.name().value())
        .containsExactly("theirs");
    done(harness, "suspend", "sbom");
    Map<String, String> claims = harness.accessClaims();
    claims.put("scope", "\"signer.keys\"");
    assertThat(SignerFixture.json(harness.get(new Operation.ListKeys(), claims)).canonical().utf8())
        .contains("\"protection\":\"software\"", "\"auditId\":\"")
        .doesNotContain("\"protection\":\"hardware\"");
  }

  @Test
  void key_thatCountsAsHardwareAndIsKeptInSoftware_isNeverEnrolled() {
    SignerFixture harness =
        new SignerFixture(
            house -> {
              KeyUri uri = house.keys.get(PolicyFixture.BETA).get(0).uri();
              house.keys.put(PolicyFixture.BETA, new ArrayList<>(List.of(inHardware(uri))));
            },
            made -> {
              made.keyCatalog = catalog;
              made.keys.keepInSoftware(made.house.keys.get(PolicyFixture.BETA).get(0).uri());
            });
    assertThat(catalog.entries(Deadline.in(Duration.ofSeconds(1), () -> 0)))
        .extracting(each -> each.name().value())
        .contains("sbom")
        .doesNotContain("theirs");
    assertThat(harness.sign(harness.body())).isInstanceOf(Response.Answered.class);
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
        SignatureAlgorithm.ECDSA_P256_SHA256,
        new KeyRule.Life(null, false, true));
  }

  /** One client id at two Authorities may be one person twice. */
  @Test
  void secondPerson_ofTheSameClientIdAtAnotherAuthority_confirmsNothing() {
    SignerFixture harness = twoPersons();
    KeyLifeTest.change(harness, "revoke", "sbom", "anna");
    KeyEntry asked = entry("sbom");
    Proposal own = asked.proposals().get(0);
    Proposal elsewhere =
        new Proposal(
            own.verb(),
            own.effective(),
            new Actor(new IssuerName("https://another.example"), own.actor().client(), null, null),
            own.until(),
            own.reason());
    assertThat(
            catalog.change(
                List.of(
                    new Replacement(
                        asked,
                        with(asked, elsewhere),
                        catalog.events(asked.tenant(), asked.name(), 1, soon()).get(0))),
                soon()))
        .isTrue();
    KeyLifeTest.change(harness, "revoke", "sbom", "anna");
    assertThat(entry("sbom").state()).isEqualTo(KeyState.ACTIVE);
    KeyLifeTest.change(harness, "revoke", "sbom", "berta");
    assertThat(entry("sbom").state()).isEqualTo(KeyState.REVOKED);
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(1), () -> 0);
  }

  private static KeyEntry with(KeyEntry entry, Proposal only) {
    return new KeyEntry(
        entry.tenant(),
        entry.name(),
        entry.backend(),
        entry.uri(),
        entry.spki(),
        entry.algorithm(),
        entry.keyClass(),
        entry.hardware(),
        entry.state(),
        entry.resumed(),
        entry.enrolled(),
        entry.activated(),
        entry.ended(),
        entry.revoked(),
        List.of(only),
        entry.version() + 1);
  }

  private static List<String> decisions(SignerFixture harness) {
    return harness.records().stream()
        .filter(record -> record.contains("\"kind\":\"decision\""))
        .toList();
  }

  @Test
  void records_ofAProposalAndItsExecution_sayWhatWasAskedAndWhatCameOfIt() {
    SignerFixture harness = twoPersons();
    Instant from = SignerFixture.NOW.minusSeconds(60);
    revoke(harness, "anna", from);
    revoke(harness, "berta", from);

    List<String> decisions = decisions(harness);
    assertThat(decisions)
        .hasSize(2)
        .allSatisfy(record ->
            assertThat(record)
                .contains("\"keyName\":\"sbom\"", "\"route\":\"revoke-key\"")
                .contains("\"keyFingerprint\":\"" + entry("sbom").spki().sha256() + "\"")
                .contains("\"actReason\":\"", "\"revokedFrom\":\"" + from + "\""));
    assertThat(decisions.get(0)).contains("\"actStep\":\"proposed\"", "\"stateAfter\":\"active\"");
    assertThat(decisions.get(1)).contains("\"actStep\":\"done\"", "\"stateAfter\":\"revoked\"");
  }

  @Test
  void record_ofAnActivation_namesTheKeysThatItReplaces() {
    SignerFixture harness = line();
    done(harness, "activate", "sbom-2");
    assertThat(decisions(harness))
        .singleElement()
        .asString()
        .contains("\"keysReplaced\":[\"sbom\"]", "\"stateAfter\":\"active\"");
  }

  /** Whoever looks for an attempt finds the key that it was for. */
  @Test
  void record_ofARefusedAct_saysWhatWasAsked() {
    SignerFixture harness = line();
    KeyLifeTest.change(harness, "resume", "sbom", "anna");
    KeyLifeTest.change(harness, "revoke", "nobodys", "anna");
    KeyLifeTest.change(harness, "revoke", "sbom", "anna", "{}");

    assertThat(decisions(harness))
        .satisfiesExactly(
            state ->
                assertThat(state)
                    .contains("\"keyName\":\"sbom\"", "\"actReason\":\"drill\"")
                    .doesNotContain("actStep"),
            name -> assertThat(name).contains("\"keyName\":\"nobodys\"", "\"actReason\":\"drill\""),
            body -> assertThat(body).contains("\"keyName\":\"sbom\"").doesNotContain("actReason"));
  }

  /** A key has one algorithm of several that its kind can have, and keeps it in the store. */
  @Test
  void repeat_ofAKeyForPss_givesTheSameBytes() {
    SignerFixture harness =
        new SignerFixture(
            house -> house.addKey(PolicyFixture.ACME, "pss", SignatureAlgorithm.RSA_PSS_SHA256));
    String body = harness.body().options("{\"keys\":[\"pss\"]}").toString();
    Bytes first = SignerFixture.written(harness.sign(body, "key-1"));
    assertThat(SignerFixture.written(harness.sign(body, "key-1"))).isEqualTo(first);
  }

  /** What a revoked key signed is not handed out again. */
  @Test
  void repeat_afterItsKeyWasRevoked_isRefused() {
    SignerFixture harness = line();
    String body = harness.body().toString();
    assertThat(KeyLifeTest.reason(harness.sign(body, "key-1"))).isEqualTo("answered");
    done(harness, "activate", "sbom-2");
    assertThat(KeyLifeTest.reason(harness.sign(body, "key-1"))).isEqualTo("answered");
    done(harness, "revoke", "sbom");
    assertThat(KeyLifeTest.reason(harness.sign(body, "key-1"))).isEqualTo("key-revoked");
    assertThat(decisions(harness).getLast()).contains("\"decision\":\"refused\"");
    assertThat(KeyLifeTest.reason(harness.sign(body, "key-2"))).isEqualTo("answered");
  }

  /** One row that contradicts another must not give a revoked key its good name back. */
  @Test
  void catalogInDoubt_revokedKey_isGoodForNobody() {
    SignerFixture harness = line();
    String body = harness.body().toString();
    harness.sign(body, "key-1");
    done(harness, "revoke", "sbom");
    assertThat(KeyLifeTest.reason(harness.sign(body, "key-1"))).isEqualTo("key-revoked");
    contradict(entry("sbom-2"));
    pass(harness, Duration.ofSeconds(1));

    assertThatExceptionOfType(ServiceFailure.class)
        .isThrownBy(harness.signer::trust)
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CATALOG_IN_DOUBT));
    String artifact = "\"artifact\":{\"sha256\":\"" + "cc".repeat(32) + "\"}";
    for (Response answer :
        List.of(
            harness.verify("{\"bundle\":{}," + artifact + "}"),
            harness.sign(body, "key-1"),
            harness.sign(harness.body()),
            harness.get(new Operation.ListKeys(), keysClaims(harness)),
            KeyLifeTest.change(harness, "revoke", "sbom-2", "anna"))) {
      assertThat(KeyLifeTest.reason(answer)).isEqualTo("catalog-in-doubt");
    }
  }

  /** The clock was ahead when a key was made active, and right when it was retired. */
  @Test
  void retired_beforeItWasActiveByTheClock_spoilsNoVerdictOnOthers() {
    SignerFixture harness = line();
    harness.clock.set(SignerFixture.NOW.plus(Duration.ofHours(1)));
    done(harness, "activate", "sbom-2");
    harness.clock.set(SignerFixture.NOW);
    done(harness, "retire", "sbom-2");
    pass(harness, Duration.ofSeconds(1));
    assertThat(harness.signer.trust().utf8()).contains("PUBLIC KEY");
    String artifact = "\"artifact\":{\"sha256\":\"" + "cc".repeat(32) + "\"}";
    assertThat(harness.verify("{\"bundle\":{}," + artifact + "}"))
        .isInstanceOf(Response.Answered.class);
    assertThat(harness.examiner.last().signers().keys())
        .filteredOn(key -> key.key().equals(harness.house.pin(PolicyFixture.ACME, "sbom-2")))
        .extracting(key -> key.until())
        .containsExactly(SignerFixture.NOW.plus(Duration.ofHours(1)));
  }

  /** What one tenant cannot know of its keys does not stop another. */
  @Test
  void catalogInDoubt_anotherTenant_goesOn() {
    SignerFixture harness = line();
    contradict(entry("sbom-2"));
    pass(harness, Duration.ofSeconds(1));
    Map<String, String> claims = keysClaims(harness);
    claims.put("tid", "\"beta\"");
    assertThat(SignerFixture.json(harness.get(new Operation.ListKeys(), claims)).canonical().utf8())
        .contains("\"theirs\"");
  }

  /** A repeat is not answered with what a key signed of which the catalog knows nothing. */
  @Test
  void repeat_ofAKeyThatTheCatalogDoesNotKnow_isRefused() {
    AtomicBoolean lost = new AtomicBoolean();
    SignerFixture harness = line(made -> made.keyCatalog = losing(lost));
    String body = harness.body().toString();
    assertThat(KeyLifeTest.reason(harness.sign(body, "key-1"))).isEqualTo("answered");
    lost.set(true);
    pass(harness, Duration.ofSeconds(1));
    assertThat(KeyLifeTest.reason(harness.sign(body, "key-1"))).isEqualTo("stored-key-unknown");
    assertThat(SignerFixture.json(harness.signer.trust()).canonical().utf8())
        .doesNotContain("PUBLIC KEY");
  }

  private KeyCatalog losing(AtomicBoolean lost) {
    return new KeyCatalog() {
      @Override
      public Content read(Deadline deadline) {
        return lost.get() ? new Content(List.of(), Set.of()) : catalog.read(deadline);
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

  private void contradict(KeyEntry entry) {
    KeyEvent another =
        new KeyEvent(
            Instant.EPOCH, "x", KeyState.SUSPENDED, Actor.configuration(), "x", Optional.empty());
    assertThat(
            catalog.change(
                List.of(new Replacement(entry, entry, another)),
                Deadline.in(Duration.ofSeconds(1), () -> 0)))
        .isTrue();
  }

  private static Map<String, String> keysClaims(SignerFixture harness) {
    Map<String, String> claims = harness.accessClaims();
    claims.put("scope", "\"signer.keys\"");
    return claims;
  }

  /** The answer and the record say what this act did, not what the next one made of it. */
  @Test
  void change_thatAnotherFollowsAtOnce_tellsItsOwnState() {
    SignerFixture harness = line(made -> made.keyCatalog = resuming());
    Response answer = KeyLifeTest.change(harness, "suspend", "sbom", "anna");
    assertThat(SignerFixture.json(answer).canonical().utf8()).contains("\"state\":\"suspended\"");
    assertThat(decisions(harness).getLast()).contains("\"stateAfter\":\"suspended\"");
    assertThat(entry("sbom").state()).isEqualTo(KeyState.ACTIVE);
  }

  /** Undoes each suspension before anybody can look. */
  private KeyCatalog resuming() {
    return new KeyCatalog() {
      @Override
      public Content read(Deadline deadline) {
        return catalog.read(deadline);
      }

      @Override
      public List<KeyEntry> enrol(List<Enrolment> all, Deadline deadline) {
        return catalog.enrol(all, deadline);
      }

      @Override
      public boolean change(List<Replacement> replacements, Deadline deadline) {
        boolean changed = catalog.change(replacements, deadline);
        KeyEntry before = replacements.get(0).before();
        KeyEvent resume =
            new KeyEvent(
                Instant.EPOCH,
                "resume",
                KeyState.ACTIVE,
                Actor.configuration(),
                "x",
                Optional.empty());
        catalog.change(
            List.of(new Replacement(replacements.get(0).after(), before, resume)), deadline);
        return changed;
      }

      @Override
      public List<KeyEvent> events(Tenant tenant, KeyName name, int most, Deadline deadline) {
        return catalog.events(tenant, name, most, deadline);
      }
    };
  }

  /** Two that are active in one line would leave the older one without an end. */
  @Test
  void resume_ofAKeyThatWasReplacedMeanwhile_isRetiring() {
    SignerFixture harness = line();
    done(harness, "suspend", "sbom");
    done(harness, "activate", "sbom-2");
    done(harness, "resume", "sbom");
    assertThat(entry("sbom").state()).isEqualTo(KeyState.RETIRING);
    assertThat(entry("sbom-2").state()).isEqualTo(KeyState.ACTIVE);
    done(harness, "suspend", "sbom-2");
    done(harness, "resume", "sbom-2");
    assertThat(entry("sbom-2").state()).isEqualTo(KeyState.ACTIVE);
  }

  @Test
  void list_afterManyProposals_stillTellsWhatWasDone_andWhyWhatWaitsIsAskedFor() {
    SignerFixture harness = twoPersons();
    done(harness, "suspend", "sbom");
    done(harness, "resume", "sbom");
    for (int i = 0; i < 25; i++) {
      done(harness, i % 2 == 0 ? "retire" : "revoke", "sbom");
    }
    assertThat(
            SignerFixture.json(harness.get(new Operation.ListKeys(), keysClaims(harness)))
                .canonical()
                .utf8())
        .contains("\"verb\":\"suspend\"", "\"verb\":\"resume\"", "\"verb\":\"enrol\"")
        .contains("\"client\":\"anna\",\"reason\":\"drill\",\"until\"");
  }

  /** Whoever is told that nothing happened does it again, or believes the key still signs. */
  @Test
  void change_whoseRecordCannotBeWritten_isSaidToBeDonePerhaps() {
    SignerFixture harness = line();
    harness.journal.fail(Step.CONCLUDE, Fault.REFUSED);
    Response answer = KeyLifeTest.change(harness, "suspend", "sbom", "anna");
    assertThat(KeyLifeTest.reason(answer)).isEqualTo("act-unconfirmed");
    assertThat(entry("sbom").state()).isEqualTo(KeyState.SUSPENDED);
    harness.signer.close();
  }
}
