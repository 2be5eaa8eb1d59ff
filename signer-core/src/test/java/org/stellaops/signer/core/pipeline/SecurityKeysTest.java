package org.stellaops.signer.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.approval.ApprovalRules;
import org.stellaops.signer.core.securitykey.SecurityKeyParts;
import org.stellaops.signer.core.securitykey.SecurityKeyRules;
import org.stellaops.signer.core.securitykey.SecurityKeyRules.Demand;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.securitykey.SecurityKeyProof;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.KeyAssertion;
import org.stellaops.signer.model.RelyingParty;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.SecurityKeyRegistrations.Registration;
import org.stellaops.signer.testkit.approval.InMemoryApprovals;
import org.stellaops.signer.testkit.securitykey.FakeAuthenticator;
import org.stellaops.signer.testkit.securitykey.FakeKeyReader;
import org.stellaops.signer.testkit.securitykey.InMemorySecurityKeys;

/** Persons decide with security keys. The keys are fakes, and their signatures not looked at. */
class SecurityKeysTest {

  private static final Digest NIGHTLY = Bytes.utf8("a nightly build").sha256();
  private static final Tenant ACME = new Tenant("acme");
  private static final String PARTY = "signer.example";
  private static final String ORIGIN = "https://signer.example";
  private static final String UNTIL = "2026-11-05T14:00:00Z";

  private final InMemorySecurityKeys store = new InMemorySecurityKeys();
  private SignerFixture harness = harness(Demand.REQUIRED, Set.of(), Set.of());

  private SignerFixture harness(Demand demand, Set<String> models, Set<Tenant> beginAnew) {
    return new SignerFixture(
        house -> {},
        ports -> {
          ports.approvals = new InMemoryApprovals();
          ports.approvalRules =
              new ApprovalRules(Set.of(ACME), Duration.ofHours(2), Duration.ofHours(8));
          ports.securityKeys =
              new SecurityKeyParts(
                  store,
                  new SecurityKeyRules(
                      new RelyingParty(PARTY, Set.of(ORIGIN)),
                      Set.of(ACME),
                      demand,
                      models,
                      beginAnew),
                  List.of(new FakeKeyReader()),
                  new FakeKeyReader());
        });
  }

  private static FakeAuthenticator key() {
    return new FakeAuthenticator(SignatureAlgorithm.ECDSA_P256_SHA256, PARTY, ORIGIN);
  }

  private Response act(Operation operation, String scope, String client, String body) {
    Map<String, String> claims = harness.accessClaims();
    claims.put("scope", Jwts.quoted(scope));
    claims.put("client_id", Jwts.quoted(client));
    claims.put("sub", Jwts.quoted(client));
    return harness.post(operation, claims, body);
  }

  private Response act(Operation operation, String client, String body) {
    return act(operation, "signer.approve", client, body);
  }

  private static JsonObject answer(Response outcome) {
    return SignerFixture.json(SignerFixture.written(outcome));
  }

  private static String text(JsonObject object, String name) {
    return String.valueOf(SignerFixture.text(object, name));
  }

  private static String reason(Response outcome) {
    return outcome instanceof Response.Refused refused
        ? refused.why().reason().word()
        : "answered: " + SignerFixture.written(outcome).utf8();
  }

  private static JsonObject only(Response outcome, String array) {
    try {
      List<JsonObject> all = answer(outcome).array(array).objects();
      assertThat(all).hasSize(1);
      return all.get(0);
    } catch (InvalidJson e) {
      throw new AssertionError(e);
    }
  }

  // What a browser's page does.

  private Response register(FakeAuthenticator key, String client) {
    JsonObject offer =
        answer(act(new Operation.OfferSecurityKey(), client, "{\"reason\":\"x\",\"label\":\"k\"}"));
    Registration made = key.register(Bytes.base64Url(text(offer, "challenge")));
    return act(new Operation.RegisterSecurityKey(), client, registration(offer, made, "k"));
  }

  private static String registration(JsonObject offer, Registration made, String label) {
    return "{\"reason\":\"x\",\"label\":\""
        + label
        + "\",\"securityKey\":{\"nonce\":\""
        + text(offer, "nonce")
        + "\",\"credentialId\":\""
        + made.credentialId().base64Url()
        + "\",\"clientDataJSON\":\""
        + made.clientData().base64Url()
        + "\",\"attestationObject\":\""
        + made.attestation().base64Url()
        + "\",\"transports\":[\"usb\",\"of-the-future\"]}}";
  }

  private String registered(FakeAuthenticator key, String client) {
    JsonObject told = only(register(key, client), "securityKeys");
    assertThat(text(told, "state")).isEqualTo("pending");
    return text(told, "id");
  }

  private static String signed(String rest, JsonObject challenge, KeyAssertion by) {
    return "{"
        + rest
        + ",\"securityKey\":{\"nonce\":\""
        + text(challenge, "nonce")
        + "\",\"credentialId\":\""
        + by.credentialId().base64Url()
        + "\",\"clientDataJSON\":\""
        + by.clientData().base64Url()
        + "\",\"authenticatorData\":\""
        + by.authenticatorData().base64Url()
        + "\",\"signature\":\""
        + by.signature().base64Url()
        + "\"}}";
  }

  private static KeyAssertion sign(FakeAuthenticator key, JsonObject challenge) {
    return key.sign(Bytes.base64Url(text(challenge, "challenge")));
  }

  private Response change(String verb, String id, String client, @Nullable FakeAuthenticator by) {
    Operation operation = new Operation.ChangeSecurityKey(verb, id);
    String rest = "\"reason\":\"seen it\"";
    if (by == null) {
      return act(operation, client, "{" + rest + "}");
    }
    JsonObject challenge =
        answer(
            act(
                new Operation.AskSecurityKey(id),
                client,
                "{" + rest + ",\"verb\":\"" + verb + "\"}"));
    return act(operation, client, signed(rest, challenge, sign(by, challenge)));
  }

  /** Berta's key, which carla confirmed by her token: the first key of the tenant. */
  private FakeAuthenticator bertasKey() {
    FakeAuthenticator key = key();
    String id = registered(key, "berta");
    assertThat(text(only(change("confirm", id, "carla", null), "securityKeys"), "state"))
        .isEqualTo("active");
    return key;
  }

  private String asked() {
    return text(
        only(
            act(
                new Operation.RequestApproval(),
                "signer.sign",
                "ci",
                "{\"imageDigest\":\"" + NIGHTLY + "\",\"reason\":\"nightly\"}"),
            "approvals"),
        "id");
  }

  private static String decision(String verb) {
    return "\"reason\":\"seen\"" + (verb.equals("approve") ? ",\"until\":\"" + UNTIL + "\"" : "");
  }

  private Response challenge(String verb, String id, String client) {
    return act(
        new Operation.AskApproval(id),
        client,
        "{" + decision(verb) + ",\"verb\":\"" + verb + "\"}");
  }

  private Response decide(String verb, String id, String client, FakeAuthenticator key) {
    JsonObject challenge = answer(challenge(verb, id, client));
    return act(
        new Operation.DecideApproval(verb, id),
        client,
        signed(decision(verb), challenge, sign(key, challenge)));
  }

  private Response sign() {
    Map<String, String> claims = harness.accessClaims();
    claims.put("scanner_digest", Jwts.quoted(NIGHTLY.toString()));
    return harness.signWith(
        harness.accessToken(claims), new SignBody(harness.entitlement(), NIGHTLY));
  }

  /** The audit records of a decision that a security key signed. */
  List<JsonObject> recordsOfADecision() {
    decide("approve", asked(), "berta", bertasKey());
    return harness.records().stream()
        .map(record -> SignerFixture.json(Bytes.utf8(record)))
        .toList();
  }

  @Test
  void decide_withAKey_holds_andTheProofIsOnRecord() throws InvalidJson {
    FakeAuthenticator key = bertasKey();
    String id = asked();
    assertThat(text(only(decide("approve", id, "berta", key), "approvals"), "state"))
        .isEqualTo("approved");
    JsonObject record = harness.decision();
    SecurityKeyProof proof = SecurityKeyProof.read(record.object("securityKeyProof"));
    assertThat(proof.publicKey()).isEqualTo(key.publicKey());
    assertThat(proof.document().utf8())
        .contains(
            "\"approval\":\"" + id + "\"",
            "\"imageDigest\":\"" + NIGHTLY + "\"",
            "\"client\":\"berta\"",
            "\"reason\":\"seen\"",
            "\"until\":\"" + UNTIL + "\"",
            "\"verb\":\"approve\"");
    assertThat(proof.assertion().clientData().utf8())
        .contains(proof.document().sha256().bytes().base64Url());
    assertThat(record.canonical().utf8()).contains("\"securityKeyState\":\"active\"");
    assertThat(sign()).isInstanceOf(Response.Answered.class);
    assertThat(text(only(decide("revoke", id, "berta", key), "approvals"), "state"))
        .isEqualTo("revoked");
    assertThat(reason(sign())).isEqualTo("unsigned");
  }

  @Test
  void decide_withoutAKey_whereOneIsRequired_isRefused_whateverTheVerb() {
    bertasKey();
    String id = asked();
    for (String verb : List.of("approve", "deny")) {
      assertThat(
              reason(
                  act(new Operation.DecideApproval(verb, id), "berta", "{" + decision(verb) + "}")))
          .isEqualTo("security-key-required");
    }
    assertThat(reason(sign())).isEqualTo("unsigned");
  }

  @Test
  void revoke_withoutAKey_whereOneIsRequired_isRefused() {
    FakeAuthenticator key = bertasKey();
    String id = asked();
    decide("approve", id, "berta", key);
    assertThat(
            reason(act(new Operation.DecideApproval("revoke", id), "berta", "{\"reason\":\"x\"}")))
        .isEqualTo("security-key-required");
  }

  @Test
  void decide_replayed_isRefused() {
    FakeAuthenticator key = bertasKey();
    String id = asked();
    JsonObject challenge = answer(challenge("deny", id, "berta"));
    String body = signed(decision("deny"), challenge, sign(key, challenge));
    // The first use fails at something else; the challenge is spent all the same.
    assertThat(
            reason(
                act(
                    new Operation.DecideApproval("deny", id),
                    "berta",
                    body.replace("\"seen\"", "\"unseen\""))))
        .isEqualTo("security-key-challenge");
    assertThat(reason(act(new Operation.DecideApproval("deny", id), "berta", body)))
        .isEqualTo("security-key-challenge");
  }

  @Test
  void decide_anythingElseThanWhatWasSigned_isRefused() {
    FakeAuthenticator key = bertasKey();
    String id = asked();
    harness.clock.advance(Duration.ofSeconds(1));
    String other =
        text(
            only(
                act(
                    new Operation.RequestApproval(),
                    "signer.sign",
                    "ci",
                    "{\"imageDigest\":\"" + Bytes.utf8("x").sha256() + "\",\"reason\":\"n\"}"),
                "approvals"),
            "id");
    record Attempt(String what, Operation operation, String client, String rest) {}
    String approve = decision("approve");
    for (Attempt each :
        List.of(
            new Attempt(
                "another approval",
                new Operation.DecideApproval("approve", other),
                "berta",
                approve),
            new Attempt(
                "another verb",
                new Operation.DecideApproval("deny", id),
                "berta",
                decision("deny")),
            new Attempt(
                "another end",
                new Operation.DecideApproval("approve", id),
                "berta",
                approve.replace("14:00", "15:00")),
            new Attempt(
                "another reason",
                new Operation.DecideApproval("approve", id),
                "berta",
                approve.replace("seen", "unseen")),
            new Attempt(
                "another person", new Operation.DecideApproval("approve", id), "dora", approve))) {
      JsonObject challenge = answer(challenge("approve", id, "berta"));
      assertThat(
              reason(
                  act(
                      each.operation(),
                      each.client(),
                      signed(each.rest(), challenge, sign(key, challenge)))))
          .as(each.what())
          .isEqualTo("security-key-challenge");
    }
    assertThat(reason(sign())).isEqualTo("unsigned");
  }

  @Test
  void decide_elsewhereOrWithoutPin_isRefused() {
    FakeAuthenticator key = bertasKey();
    String id = asked();
    assertThat(reason(decide("approve", id, "berta", key.at("https://evil.example"))))
        .isEqualTo("security-key-assertion");
    key.at(ORIGIN).forParty("evil.example");
    assertThat(reason(decide("approve", id, "berta", key))).isEqualTo("security-key-assertion");
    key.forParty(PARTY).flagged(FakeAuthenticator.PRESENT);
    assertThat(reason(decide("approve", id, "berta", key))).isEqualTo("security-key-assertion");
    assertThat(reason(sign())).isEqualTo("unsigned");
  }

  @Test
  void challenge_afterItsTime_isRefused() {
    FakeAuthenticator key = bertasKey();
    String id = asked();
    JsonObject challenge = answer(challenge("approve", id, "berta"));
    String body = signed(decision("approve"), challenge, sign(key, challenge));
    harness.clock.advance(Duration.ofMinutes(5));
    assertThat(reason(act(new Operation.DecideApproval("approve", id), "berta", body)))
        .isEqualTo("security-key-challenge");
  }

  @Test
  void decide_withAKeyOfAnother_orOnePending_isRefused() {
    FakeAuthenticator bertas = bertasKey();
    FakeAuthenticator doras = key();
    registered(doras, "dora");
    String id = asked();
    assertThat(reason(decide("approve", id, "dora", bertas))).isEqualTo("security-key-state");
    assertThat(reason(decide("approve", id, "dora", doras))).isEqualTo("security-key-state");
    assertThat(reason(decide("approve", id, "berta", key()))).isEqualTo("security-key-state");
  }

  @Test
  void counter_thatGoesBack_suspendsTheKey_forGood() {
    counterThatBecomes(6);
  }

  @Test
  void counter_thatStays_suspendsTheKey_forGood() {
    counterThatBecomes(7);
  }

  /** After a signature with 7. */
  private void counterThatBecomes(int counter) {
    FakeAuthenticator key = key().counting(6);
    String keyId = registered(key, "berta");
    change("confirm", keyId, "carla", null);
    String id = asked();
    assertThat(text(only(decide("approve", id, "berta", key), "approvals"), "state"))
        .isEqualTo("approved");
    key.counting(counter - 1);
    assertThat(reason(decide("revoke", id, "berta", key))).isEqualTo("security-key-counter");
    assertThat(harness.decision().canonical().utf8())
        .contains("\"securityKey\":\"" + keyId + "\"", "\"securityKeyState\":\"suspended\"");
    key.counting(100);
    assertThat(reason(decide("revoke", id, "berta", key))).isEqualTo("security-key-state");
    assertThat(reason(change("confirm", keyId, "carla", null))).isEqualTo("security-key-state");
  }

  @Test
  void key_withoutACounter_signsAgainAndAgain() {
    FakeAuthenticator key = bertasKey();
    String id = asked();
    assertThat(text(only(decide("approve", id, "berta", key.counting(-1)), "approvals"), "state"))
        .isEqualTo("approved");
    assertThat(text(only(decide("revoke", id, "berta", key.counting(-1)), "approvals"), "state"))
        .isEqualTo("revoked");
  }

  @Test
  void firstKey_isNotConfirmedByItsOwner() {
    String id = registered(key(), "berta");
    assertThat(reason(change("confirm", id, "berta", null))).isEqualTo("own-security-key");
  }

  /** A second stolen token confirms nothing once there is a key that can. */
  @Test
  void furtherKey_isConfirmedByAKeyAlone_alsoOneOfItsOwner() {
    FakeAuthenticator first = bertasKey();
    String second = registered(key(), "berta");
    assertThat(reason(change("confirm", second, "carla", null))).isEqualTo("security-key-required");
    assertThat(reason(change("confirm", second, "berta", null))).isEqualTo("own-security-key");
    assertThat(text(only(change("confirm", second, "berta", first), "securityKeys"), "state"))
        .isEqualTo("active");
    String doras = registered(key(), "dora");
    assertThat(text(only(change("confirm", doras, "berta", first), "securityKeys"), "state"))
        .isEqualTo("active");
    assertThat(harness.decision().canonical().utf8()).contains("\"securityKeyProof\":{");
  }

  @Test
  void confirm_withASignatureForAnotherKey_isRefused() {
    FakeAuthenticator first = bertasKey();
    String one = registered(key(), "dora");
    String other = registered(key(), "emil");
    JsonObject challenge =
        answer(
            act(
                new Operation.AskSecurityKey(one),
                "berta",
                "{\"reason\":\"x\",\"verb\":\"confirm\"}"));
    assertThat(
            reason(
                act(
                    new Operation.ChangeSecurityKey("confirm", other),
                    "berta",
                    signed("\"reason\":\"x\"", challenge, sign(first, challenge)))))
        .isEqualTo("security-key-challenge");
  }

  @Test
  void lostKey_isRevokedByItsOwnerAlone_andSignsNoMore() {
    FakeAuthenticator key = bertasKey();
    String lost = text(keys().get(0), "id");
    assertThat(reason(change("revoke", lost, "carla", null))).isEqualTo("security-key-required");
    assertThat(text(only(change("revoke", lost, "berta", null), "securityKeys"), "state"))
        .isEqualTo("revoked");
    assertThat(reason(decide("approve", asked(), "berta", key))).isEqualTo("security-key-state");
    assertThat(reason(change("revoke", lost, "berta", null))).isEqualTo("security-key-state");
  }

  @Test
  void keyOfAnother_isRevokedWithAKey() {
    FakeAuthenticator bertas = bertasKey();
    FakeAuthenticator doras = key();
    String id = registered(doras, "dora");
    change("confirm", id, "berta", bertas);
    assertThat(text(only(change("revoke", id, "berta", bertas), "securityKeys"), "state"))
        .isEqualTo("revoked");
  }

  /** Whoever has two tokens cannot have all keys ended and begin anew with keys of their own. */
  @Test
  void allKeysLost_isBegunAnewOnlyWhereTheOperatorSaysSo() {
    bertasKey();
    change("revoke", text(keys().get(0), "id"), "berta", null);
    String next = registered(key(), "berta");
    assertThat(reason(change("confirm", next, "carla", null))).isEqualTo("security-key-required");
    harness = harness(Demand.REQUIRED, Set.of(), Set.of(ACME));
    assertThat(text(only(change("confirm", next, "carla", null), "securityKeys"), "state"))
        .isEqualTo("active");
    String afterwards = registered(key(), "dora");
    assertThat(reason(change("confirm", afterwards, "carla", null)))
        .isEqualTo("security-key-required");
  }

  @Test
  void register_again_orWithWhatWasNotAsked_isRefused() {
    FakeAuthenticator key = bertasKey();
    assertThat(reason(register(key, "berta"))).isEqualTo("security-key-state");
    JsonObject offer =
        answer(act(new Operation.OfferSecurityKey(), "dora", "{\"reason\":\"x\",\"label\":\"k\"}"));
    Registration made = key().register(Bytes.base64Url(text(offer, "challenge")));
    assertThat(
            reason(
                act(new Operation.RegisterSecurityKey(), "emil", registration(offer, made, "k"))))
        .as("another person")
        .isEqualTo("security-key-challenge");
    assertThat(
            reason(
                act(new Operation.RegisterSecurityKey(), "dora", registration(offer, made, "k"))))
        .as("the challenge is spent")
        .isEqualTo("security-key-challenge");
    assertThat(reason(register(key().at("https://evil.example"), "dora")))
        .isEqualTo("security-key-registration");
  }

  @Test
  void register_keyOfAnotherModel_isRefusedWherePolicyNamesModels() {
    harness = harness(Demand.REQUIRED, Set.of("cb69481e-8ff7-4039-93ec-0a2729a154a8"), Set.of());
    assertThat(reason(register(key(), "berta"))).isEqualTo("security-key-registration");
    harness = harness(Demand.REQUIRED, Set.of("66616b65-2061-7574-6865-6e7469637472"), Set.of());
    registered(key(), "berta");
  }

  @Test
  void register_tooMany_isRefused() {
    for (int i = 0; i < 10; i++) {
      harness.clock.advance(Duration.ofSeconds(1));
      registered(key(), "berta");
    }
    assertThat(
            reason(
                act(
                    new Operation.OfferSecurityKey(),
                    "berta",
                    "{\"reason\":\"x\",\"label\":\"k\"}")))
        .isEqualTo("security-key-state");
  }

  @Test
  void optional_decidesWithAndWithout_butNeverWithOneThatIsWrong() {
    harness = harness(Demand.OPTIONAL, Set.of(), Set.of());
    FakeAuthenticator key = bertasKey();
    String id = asked();
    assertThat(reason(decide("approve", id, "berta", key.at("https://evil.example"))))
        .isEqualTo("security-key-assertion");
    assertThat(
            text(
                only(
                    act(
                        new Operation.DecideApproval("approve", id),
                        "berta",
                        "{" + decision("approve") + "}"),
                    "approvals"),
                "state"))
        .isEqualTo("approved");
    assertThat(text(only(decide("revoke", id, "berta", key.at(ORIGIN)), "approvals"), "state"))
        .isEqualTo("revoked");
  }

  @Test
  void off_takesNoSignature_ratherThanNotLookingAtIt() {
    FakeAuthenticator key = bertasKey();
    String id = asked();
    JsonObject challenge = answer(challenge("approve", id, "berta"));
    String body = signed(decision("approve"), challenge, sign(key, challenge));
    InMemoryApprovals approvals = (InMemoryApprovals) harness.approvals;
    harness =
        new SignerFixture(
            house -> {},
            ports -> {
              ports.approvals = approvals;
              ports.approvalRules =
                  new ApprovalRules(Set.of(ACME), Duration.ofHours(2), Duration.ofHours(8));
            });
    assertThat(reason(act(new Operation.DecideApproval("approve", id), "berta", body)))
        .isEqualTo("security-keys-off");
    assertThat(reason(challenge("approve", id, "berta"))).isEqualTo("security-keys-off");
    assertThat(reason(act(new Operation.OfferSecurityKey(), "berta", "{\"reason\":\"x\"}")))
        .isEqualTo("security-keys-off");
  }

  @Test
  void body_thatIsNotUnderstood_changesNothing() {
    bertasKey();
    String id = text(keys().get(0), "id");
    String approval = asked();
    for (String body :
        List.of(
            "{\"reason\":\"x\",\"securityKey\":{}}",
            "{\"reason\":\"x\",\"securityKey\":{\"nonce\":\"===\"}}",
            "{\"reason\":\"x\",\"securityKey\":\"x\"}")) {
      assertThat(reason(act(new Operation.DecideApproval("deny", approval), "berta", body)))
          .isEqualTo("security-key-assertion");
    }
    for (String body : List.of("{}", "{\"reason\":\"x\"}", "{\"reason\":\"x\",\"verb\":\"eat\"}")) {
      assertThat(reason(act(new Operation.AskApproval(approval), "berta", body)))
          .isEqualTo("act-body");
      assertThat(reason(act(new Operation.AskSecurityKey(id), "berta", body)))
          .isEqualTo("act-body");
    }
    assertThat(reason(act(new Operation.ChangeSecurityKey("revoke", "x"), "berta", "{}")))
        .isEqualTo("act-body");
    assertThat(
            reason(
                act(new Operation.ChangeSecurityKey("revoke", "x"), "berta", "{\"reason\":\"x\"}")))
        .isEqualTo("security-key");
  }

  private List<JsonObject> keys() {
    try {
      return answer(list()).array("securityKeys").objects();
    } catch (InvalidJson e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void documents_areAsTheirSchemasSay() throws Exception {
    FakeAuthenticator key = bertasKey();
    String id = asked();
    JsonObject offer =
        answer(act(new Operation.OfferSecurityKey(), "dora", "{\"reason\":\"x\",\"label\":\"k\"}"));
    String pending = registered(key(), "dora");
    JsonObject act =
        answer(
            act(
                new Operation.AskSecurityKey(pending),
                "berta",
                "{\"reason\":\"x\",\"verb\":\"confirm\"}"));
    JsonObject decision = answer(challenge("approve", id, "berta"));
    change("confirm", pending, "berta", key);
    conforms("security-keys", answer(list()));
    decide("approve", id, "berta", key);
    conforms("security-key-offer", offer);
    conforms("security-key-registration", offer.object("document"));
    conforms("security-key-challenge", act);
    conforms("security-key-act", act.object("document"));
    conforms("security-key-challenge", decision);
    conforms("approval-decision", decision.object("document"));
    conforms("security-key-proof", harness.decision().object("securityKeyProof"));
    conforms("audit-record", harness.decision());
    Map<String, String> claims = harness.accessClaims();
    claims.put("scope", "\"signer.approve\"");
    JsonObject approvals = answer(harness.get(new Operation.ListApprovals(), claims));
    conforms("approvals", approvals);
    assertThat(approvals.canonical().utf8()).contains("\"proof\":{");
  }

  private static void conforms(String schema, JsonObject document) throws Exception {
    SchemaCheck check =
        SchemaCheck.read(Path.of("..", "docs", "schemas").resolve(schema + "-v1.schema.json"));
    assertThat(check.faults(document)).as(schema).isEmpty();
  }

  private Response list() {
    Map<String, String> claims = harness.accessClaims();
    claims.put("scope", "\"signer.approve\"");
    return harness.get(new Operation.ListSecurityKeys(), claims);
  }
}
