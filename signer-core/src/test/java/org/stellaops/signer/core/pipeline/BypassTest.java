package org.stellaops.signer.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.bypass.BypassGuard;
import org.stellaops.signer.core.bypass.BypassRecord;
import org.stellaops.signer.core.bypass.BypassRules;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.PlanName;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.SealStore.Act;
import org.stellaops.signer.ports.SealStore.Person;
import org.stellaops.signer.testkit.bypass.InMemoryBypasses;
import org.stellaops.signer.testkit.registry.DocumentSigner;

/** Two persons let a tenant sign for a time without a Proof of Entitlement (L09, L10). */
class BypassTest {

  private static final Tenant ACME = new Tenant("acme");
  private static final Instant NOW = SignerFixture.NOW;
  private static final DocumentSigner ANNA = DocumentSigner.p256();
  private static final DocumentSigner BERTA = DocumentSigner.ed25519();
  private static final DocumentSigner STRANGER = DocumentSigner.p256();

  private InMemoryBypasses store = new InMemoryBypasses(() -> NOW);
  private final SignerFixture harness =
      new SignerFixture(
          house -> {},
          ports -> {
            store = new InMemoryBypasses(ports.clock);
            ports.bypasses = guard(store, ports);
          });

  private static BypassGuard guard(InMemoryBypasses store, SignerFixture ports) {
    return new BypassGuard(
        store,
        new EnvelopeReading(),
        new BypassRules(
            Set.of(ACME),
            Map.of("anna", ANNA.key(), "berta", BERTA.key()),
            Duration.ofHours(4),
            SignerFixture.ORIGIN),
        ports.clock);
  }

  private static BypassRecord record(String tenant, Instant from, Duration time) {
    return new BypassRecord(
        new Tenant(tenant),
        new PlanName("pro"),
        SignerFixture.ORIGIN,
        from,
        from.plus(time),
        "Licensing has lost our contract");
  }

  private static BypassRecord good() {
    return record("acme", NOW, Duration.ofHours(4));
  }

  private static String signed(BypassRecord record, DocumentSigner... by) {
    return DocumentSigner.envelope(
        DocumentSigner.IN_TOTO,
        record.payload(),
        Arrays.stream(by).map(signer -> signer.signature(record.payload())).toArray(String[]::new));
  }

  private Response act(Operation operation, String body) {
    return act(harness, operation, body);
  }

  private static Response act(SignerFixture harness, Operation operation, String body) {
    Map<String, String> claims = harness.accessClaims();
    claims.put("scope", "\"signer.approve\"");
    return harness.post(operation, claims, body);
  }

  private Response open(String document) {
    return act(new Operation.OpenBypass(), document);
  }

  /** With a proof that is none. */
  private Response signWithoutProof() {
    return harness.sign(new SignBody("none", SignerFixture.IMAGE));
  }

  private static String reason(Response outcome) {
    return outcome instanceof Response.Failed failed
        ? failed.why().reason().word()
        : ((Response.Refused) outcome).why().reason().word();
  }

  /** A service in which one request was signed under a bypass. */
  static SignerFixture used() {
    BypassTest one = new BypassTest();
    one.open(signed(good(), ANNA, BERTA));
    one.signWithoutProof();
    return one.harness;
  }

  /** A service in which a bypass is open. */
  static SignerFixture opened(Consumer<SignerFixture> more) {
    SignerFixture harness =
        new SignerFixture(
            house -> {},
            ports -> {
              ports.bypasses = guard(new InMemoryBypasses(ports.clock), ports);
              more.accept(ports);
            });
    act(harness, new Operation.OpenBypass(), signed(good(), ANNA, BERTA));
    return harness;
  }

  private void refresh() {
    harness.bypasses.refresh(Deadline.in(Duration.ofSeconds(1), harness.clock));
  }

  @Test
  void opened_byTwo_signsWithoutAProof_andSaysSoEverywhere() {
    assertThat(reason(signWithoutProof())).isEqualTo("proof-malformed");
    assertThat(open(signed(good(), ANNA, BERTA))).isInstanceOf(Response.Answered.class);
    assertThat(harness.decision().canonical().utf8())
        .contains(
            "\"actReason\":\"Licensing has lost our contract\"",
            "\"bypass\":\"" + good().id() + "\"",
            "\"stateAfter\":\"opened\"");

    String answer = SignerFixture.written(signWithoutProof()).utf8();

    assertThat(answer).contains("\"entitlement\":\"bypass\"", "\"plan\":\"pro\"");
    assertThat(harness.decision().canonical().utf8())
        .contains("\"entitlement\":\"bypass\"", "\"bypass\":\"" + good().id() + "\"");
    assertThat(harness.bypasses.inWords())
        .singleElement()
        .asString()
        .contains("acme", "anna and berta", "until 2026-11-05T16:00:00Z");
  }

  @Test
  void l09_withoutASecondApprover_isRefused() {
    for (String document :
        List.of(
            signed(good()),
            signed(good(), ANNA),
            signed(good(), ANNA, ANNA),
            signed(good(), ANNA, STRANGER),
            signed(good(), STRANGER, STRANGER),
            "{}",
            "")) {
      assertThat(reason(open(document))).isEqualTo("bypass-record");
    }
    assertThat(reason(signWithoutProof())).isEqualTo("proof-malformed");
  }

  @Test
  void l09_expiredOrNotYetOrTooLong_isRefused() {
    for (BypassRecord record :
        List.of(
            record("acme", NOW.minus(Duration.ofHours(4)), Duration.ofHours(4)),
            record("acme", NOW.plusSeconds(1), Duration.ofHours(1)),
            record("acme", NOW, Duration.ofHours(4).plusSeconds(1)))) {
      assertThat(reason(open(signed(record, ANNA, BERTA)))).isEqualTo("bypass-record");
    }
    open(signed(good(), ANNA, BERTA));
    harness.clock.advance(Duration.ofHours(4).minusSeconds(1));
    assertThat(signWithoutProof()).isInstanceOf(Response.Answered.class);
    harness.clock.advance(Duration.ofSeconds(1));
    assertThat(reason(signWithoutProof())).isEqualTo("proof-malformed");
    assertThat(harness.bypasses.inWords()).isEmpty();
  }

  @Test
  void l09_ofAnotherTenantServiceOrPlan_isRefused() {
    BypassRecord elsewhere =
        new BypassRecord(
            ACME, new PlanName("pro"), "https://other.example", NOW, NOW.plusSeconds(60), "x");
    BypassRecord plan =
        new BypassRecord(
            ACME, new PlanName("gold"), SignerFixture.ORIGIN, NOW, NOW.plusSeconds(60), "x");
    for (BypassRecord record :
        List.of(record("unknown", NOW, Duration.ofHours(1)), elsewhere, plan)) {
      assertThat(reason(open(signed(record, ANNA, BERTA)))).isEqualTo("bypass-record");
    }
  }

  @Test
  void l09_ended_signsNothingAtOnce_andIsNotOpenedAgain() {
    String document = signed(good(), ANNA, BERTA);
    open(document);
    assertThat(reason(open(document))).isEqualTo("bypass-used");
    String id = good().id().hex();
    assertThat(act(new Operation.EndBypass(id), "{\"reason\":\"mended\"}"))
        .isInstanceOf(Response.Answered.class);
    assertThat(reason(signWithoutProof())).isEqualTo("proof-malformed");
    assertThat(reason(open(document))).isEqualTo("bypass-used");
    assertThat(reason(open(signed(good(), BERTA, ANNA)))).isEqualTo("bypass-used");
    assertThat(reason(act(new Operation.EndBypass(id), "{\"reason\":\"x\"}"))).isEqualTo("bypass");
  }

  /** Another node ended it, and this one has not heard of it yet. */
  @Test
  void l09_endedElsewhere_signsNothingFromTheNextRequestOn() {
    open(signed(good(), ANNA, BERTA));
    store.end(good().id(), act(), Deadline.in(Duration.ofSeconds(1), harness.clock));
    assertThat(reason(signWithoutProof())).isEqualTo("proof-malformed");
  }

  private static Act act() {
    return new Act(
        new Person(null, ACME, new ClientId("ops"), null, null),
        new AuditId("01900000-0000-7000-8000-000000000007"),
        "mended");
  }

  /** Whoever can write the store has still no signatures of two persons. */
  @Test
  void l09_switchedInTheStore_signsNothing() {
    Deadline soon = Deadline.in(Duration.ofSeconds(1), harness.clock);
    for (String document :
        List.of(signed(good(), ANNA), signed(good(), STRANGER, ANNA), "{\"tenant\":\"acme\"}")) {
      Digest id = Bytes.utf8(document).sha256();
      store.open(id, Bytes.utf8(document), act(), soon);
    }
    refresh();
    assertThat(reason(signWithoutProof())).isEqualTo("proof-malformed");
  }

  @Test
  void l09_forOneTenant_isNoneForAnother() {
    open(signed(good(), ANNA, BERTA));
    Map<String, String> claims = harness.accessClaims();
    claims.put("tid", Jwts.quoted(PolicyFixture.BETA.value()));
    Response theirs =
        harness.signWith(harness.accessToken(claims), new SignBody("none", SignerFixture.IMAGE));
    assertThat(reason(theirs)).isEqualTo("proof-malformed");
    assertThat(signWithoutProof()).isInstanceOf(Response.Answered.class);
  }

  /** It skips the proof and nothing else. */
  @Test
  void l10_everythingElse_isAsAlways() {
    open(signed(good(), ANNA, BERTA));
    SignBody body = new SignBody("none", SignerFixture.IMAGE);
    Map<String, String> other = harness.accessClaims();
    other.put("tid", "\"other\"");
    assertThat(reason(harness.signWith(harness.accessToken(other), body)))
        .isIn("tenant-unknown", "proof-malformed");
    Map<String, String> scope = harness.accessClaims();
    scope.put("scope", "\"signer.verify\"");
    assertThat(reason(harness.signWith(harness.accessToken(scope), body)))
        .isEqualTo("scope-missing");
    Map<String, String> image = harness.accessClaims();
    image.put("scanner_digest", "\"sha256:" + "0".repeat(64) + "\"");
    assertThat(reason(harness.signWith(harness.accessToken(image), body)))
        .isEqualTo("digest-mismatch");
    assertThat(
            reason(
                harness.sign(
                    new SignBody("none", SignerFixture.IMAGE)
                        .with("predicateType", "\"https://example/unknown\""))))
        .isEqualTo("predicate-type");
    long decisions = harness.decisions();
    signWithoutProof();
    assertThat(harness.decisions()).isEqualTo(decisions + 1);
    assertThat(harness.steps()).contains("hold", "reserve");
  }

  @Test
  void opened_requestWithoutAProof_signs_andAfterItsEndIsRefused() {
    SignBody body = new SignBody("none", SignerFixture.IMAGE).without("poe");
    assertThat(reason(harness.sign(body))).isEqualTo("poe-missing");
    open(signed(good(), ANNA, BERTA));
    assertThat(harness.sign(body)).isInstanceOf(Response.Answered.class);
    assertThat(harness.decision().canonical().utf8())
        .contains("\"bypass\":\"", "\"entitlement\":\"bypass\"")
        .doesNotContain("proofOfEntitlement");
    act(new Operation.EndBypass(good().id().hex()), "{\"reason\":\"mended\"}");
    assertThat(reason(harness.sign(body))).isEqualTo("poe-missing");
  }

  /** A policy without the plan of an open bypass takes nothing from who has a proof. */
  @Test
  void opened_planIsGone_theProofCountsAgain() {
    open(signed(good(), ANNA, BERTA));
    harness.house.plans = Set.of(PolicyFixture.GOLD);
    harness.policy = harness.house.snapshot();
    assertThat(reason(signWithoutProof())).isEqualTo("proof-malformed");
    Map<String, String> claims = harness.entitlementClaims();
    claims.put("plan", "\"gold\"");
    Response signed =
        harness.sign(
            new SignBody(harness.entitlement(claims), SignerFixture.IMAGE)
                .options("{\"keys\":[\"golden\"]}"));
    assertThat(signed).isInstanceOf(Response.Answered.class);
  }

  @Test
  void open_byWhoIsNoOperator_isRefused() {
    Map<String, String> claims = harness.accessClaims();
    assertThat(reason(harness.post(new Operation.OpenBypass(), claims, "{}")))
        .isEqualTo("scope-missing");
    SignerFixture without = new SignerFixture();
    Map<String, String> approver = without.accessClaims();
    approver.put("scope", "\"signer.approve\"");
    assertThat(reason(without.post(new Operation.OpenBypass(), approver, "{}")))
        .isEqualTo("bypass-off");
  }

  @Test
  void record_thatIsNotAsItIsWritten_isNone() {
    String good = good().payload().utf8();
    for (String changed :
        List.of(
            good.replace("https://in-toto.io/Statement/v1", "https://in-toto.io/Statement/v0.1"),
            good.replace("\"tenant\":\"acme\"", "\"tenant\":\"acme\",\"zone\":\"x\""),
            good.replace("2026-11-05T16:00:00Z", "2026-11-05T16:00:00.0Z"),
            good.replace("entitlement-bypass/acme", "entitlement-bypass/other"),
            good + " ",
            "[]")) {
      assertThat(BypassRecord.read(Bytes.utf8(changed))).as(changed).isEmpty();
    }
    assertThat(BypassRecord.read(good().payload())).contains(good());
  }

  @Test
  void read_tellsAll_withTheRecordThatVerifies() {
    String document = signed(good(), ANNA, BERTA);
    open(document);
    Map<String, String> claims = harness.accessClaims();
    claims.put("scope", "\"signer.approve\"");
    String told = SignerFixture.written(harness.get(new Operation.ReadBypass(), claims)).utf8();
    assertThat(told)
        .contains(
            "\"approvers\":[\"anna\",\"berta\"]",
            "\"open\":true",
            "\"record\":\"" + Bytes.utf8(document).base64() + "\"");
  }
}
