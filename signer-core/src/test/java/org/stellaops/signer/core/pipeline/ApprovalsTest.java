package org.stellaops.signer.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.approval.ApprovalRules;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.testkit.approval.InMemoryApprovals;

/** A person lets an image pass that no release signature covers, for a time. */
class ApprovalsTest {

  private static final Digest NIGHTLY = Bytes.utf8("a nightly build").sha256();
  private static final String WHY = "{\"reason\":\"nightly\"}";

  private final SignerFixture harness =
      new SignerFixture(
          house -> {},
          ports -> {
            ports.approvals = new InMemoryApprovals();
            ports.approvalRules =
                new ApprovalRules(
                    Set.of(new Tenant("acme")), Duration.ofHours(2), Duration.ofHours(8));
          });

  private Response act(Operation operation, String scope, String client, String body) {
    Map<String, String> claims = harness.accessClaims();
    claims.put("scope", Jwts.quoted(scope));
    claims.put("client_id", Jwts.quoted(client));
    claims.put("sub", Jwts.quoted(client));
    return harness.post(operation, claims, body);
  }

  private Response ask(String client, Digest image) {
    String body = "{\"imageDigest\":\"" + image + "\",\"reason\":\"nightly\"}";
    return act(new Operation.RequestApproval(), "signer.sign", client, body);
  }

  private Response decide(String verb, String id, String client, String body) {
    return act(new Operation.DecideApproval(verb, id), "signer.approve", client, body);
  }

  private static JsonObject only(Response outcome) {
    try {
      List<JsonObject> all =
          SignerFixture.json(SignerFixture.written(outcome)).array("approvals").objects();
      assertThat(all).hasSize(1);
      return all.get(0);
    } catch (InvalidJson e) {
      throw new AssertionError(e);
    }
  }

  private static String text(Response outcome, String name) {
    return String.valueOf(SignerFixture.text(only(outcome), name));
  }

  private static String reason(Response outcome) {
    return outcome instanceof Response.Failed failed
        ? failed.why().reason().word()
        : ((Response.Refused) outcome).why().reason().word();
  }

  /** The caller's token says that it runs the nightly build. */
  private Response sign() {
    Map<String, String> claims = harness.accessClaims();
    claims.put("scanner_digest", Jwts.quoted(NIGHTLY.toString()));
    return harness.signWith(
        harness.accessToken(claims), new SignBody(harness.entitlement(), NIGHTLY));
  }

  private String approved() {
    String id = text(ask("ci", NIGHTLY), "id");
    assertThat(text(decide("approve", id, "berta", WHY), "state")).isEqualTo("approved");
    return id;
  }

  @Test
  void approved_byAnother_signs_andSaysWhichApproval() {
    Response before = sign();
    assertThat(reason(before)).isEqualTo("unsigned");
    assertThat(((Response.Refused) before).why().advice()).contains("stella approvals request");
    long signatures = harness.signatures();
    String id = approved();

    String answer = SignerFixture.json(SignerFixture.written(sign())).canonical().utf8();

    assertThat(answer).contains("\"verdict\":\"approved\"", "\"source\":\"approval:" + id + "\"");
    assertThat(harness.signatures()).isEqualTo(signatures + 1);
    assertThat(harness.decision().canonical().utf8())
        .contains("\"release\":\"approved\"", "\"releaseSource\":\"approval:" + id + "\"");
  }

  @Test
  void pending_signsNothing() {
    assertThat(text(ask("ci", NIGHTLY), "state")).isEqualTo("pending");
    assertThat(harness.decision().canonical().utf8())
        .contains(
            "\"actReason\":\"nightly\"",
            "\"actStep\":\"proposed\"",
            "\"approvalImage\":\"" + NIGHTLY + "\"",
            "\"stateAfter\":\"pending\"");
    assertThat(reason(sign())).isEqualTo("unsigned");
  }

  @Test
  void approve_byTheOneWhoAsked_isRefused_asIsItsDenial() {
    String id = text(ask("ci", NIGHTLY), "id");
    assertThat(reason(decide("approve", id, "ci", WHY))).isEqualTo("own-request");
    assertThat(reason(decide("deny", id, "ci", WHY))).isEqualTo("own-request");
    assertThat(reason(sign())).isEqualTo("unsigned");
  }

  private Response through(
      Operation operation, String scope, String client, String person, String body) {
    Map<String, String> claims = harness.accessClaims();
    claims.put("client_id", Jwts.quoted(client));
    claims.put("sub", Jwts.quoted(person));
    claims.put("scope", Jwts.quoted(scope));
    return harness.post(operation, claims, body);
  }

  private Response askThrough(String client, String person) {
    String body = "{\"imageDigest\":\"" + NIGHTLY + "\",\"reason\":\"nightly\"}";
    return through(new Operation.RequestApproval(), "signer.sign", client, person, body);
  }

  private Response approveThrough(String id, String client, String person) {
    return through(
        new Operation.DecideApproval("approve", id), "signer.approve", client, person, WHY);
  }

  @Test
  void approve_byAnotherPersonOfTheSameClient_signs() {
    String id = text(askThrough("page", "anna"), "id");

    assertThat(reason(approveThrough(id, "page", "anna"))).isEqualTo("own-request");
    assertThat(reason(approveThrough(id, "page", "page"))).isEqualTo("own-request");
    assertThat(reason(approveThrough(id, "anna", "anna"))).isEqualTo("own-request");
    JsonObject approved = only(approveThrough(id, "page", "berta"));

    assertThat(approved.canonical().utf8())
        .contains("\"person\":\"anna\"", "\"person\":\"berta\"", "\"own\":false");
    assertThat(harness.decision().canonical().utf8())
        .contains("\"client\":\"page\"", "\"person\":\"berta\"");
    assertThat(sign()).isInstanceOf(Response.Answered.class);
  }

  /** Not every Authority has a client's own id in {@code sub} where it acts for itself. */
  @Test
  void approve_byAnotherSubjectOfAClientThatIsNotForPeople_isRefused() {
    String id = text(askThrough("ci", "service-account-1"), "id");

    assertThat(reason(approveThrough(id, "ci", "anna"))).isEqualTo("own-request");
    assertThat(harness.decision().canonical().utf8()).doesNotContain("\"person\"");
    assertThat(reason(sign())).isEqualTo("unsigned");
  }

  @Test
  void approve_byAClientOfOnesOwnBesideThePage_isRefused() {
    String onThePage = text(askThrough("page", "anna"), "id");

    assertThat(reason(approveThrough(onThePage, "anna-cli", "anna"))).isEqualTo("own-request");
    assertThat(harness.decision().canonical().utf8())
        .contains("\"client\":\"anna-cli\"", "\"subject\":\"anna\"");
    assertThat(reason(sign())).isEqualTo("unsigned");
  }

  @Test
  void approve_onThePageOrByAnotherClient_whatOnesOwnClientAskedFor_isRefused() {
    String byCommand = text(askThrough("anna-cli", "anna"), "id");

    assertThat(reason(approveThrough(byCommand, "page", "anna"))).isEqualTo("own-request");
    assertThat(reason(approveThrough(byCommand, "anna-desk", "anna"))).isEqualTo("own-request");
    assertThat(reason(sign())).isEqualTo("unsigned");
    assertThat(only(approveThrough(byCommand, "berta-cli", "berta")).canonical().utf8())
        .contains("\"subject\":\"anna\"", "\"subject\":\"berta\"");
    assertThat(sign()).isInstanceOf(Response.Answered.class);
  }

  @Test
  void list_saysWhichAreTheCallersOwn() {
    askThrough("page", "anna");

    assertThat(listed("anna")).contains("\"own\":true").doesNotContain("\"own\":false");
    assertThat(listed("berta")).contains("\"own\":false").doesNotContain("\"own\":true");
  }

  private String listed(String person) {
    Map<String, String> claims = harness.accessClaims();
    claims.put("client_id", "\"page\"");
    claims.put("sub", Jwts.quoted(person));
    claims.put("scope", "\"signer.approve\"");
    return SignerFixture.written(harness.get(new Operation.ListApprovals(), claims)).utf8();
  }

  @Test
  void denied_orDecidedTwice_signsNothing() {
    String id = text(ask("ci", NIGHTLY), "id");
    assertThat(text(decide("deny", id, "berta", WHY), "state")).isEqualTo("denied");
    assertThat(reason(decide("approve", id, "carla", WHY))).isEqualTo("approval-state");
    assertThat(reason(sign())).isEqualTo("unsigned");
  }

  @Test
  void revoked_signsNothingFromThenOn() {
    String id = approved();
    assertThat(sign()).isInstanceOf(Response.Answered.class);
    assertThat(text(decide("revoke", id, "berta", WHY), "state")).isEqualTo("revoked");
    assertThat(reason(sign())).isEqualTo("unsigned");
    assertThat(reason(decide("revoke", id, "berta", WHY))).isEqualTo("approval-state");
  }

  @Test
  void expired_signsNothing_andAnOldRequestIsNotDecided() {
    String id = text(ask("ci", NIGHTLY), "id");
    harness.clock.advance(Duration.ofHours(2));
    assertThat(reason(decide("approve", id, "berta", WHY))).isEqualTo("approval-state");
    approved();
    harness.clock.advance(Duration.ofHours(8).minusSeconds(1));
    assertThat(sign()).isInstanceOf(Response.Answered.class);
    harness.clock.advance(Duration.ofSeconds(1));
    assertThat(reason(sign())).isEqualTo("unsigned");
  }

  @Test
  void approve_untilAMoment_holdsUntilThen_andNeverLongerThanAllowed() {
    String id = text(ask("ci", NIGHTLY), "id");
    for (String until :
        List.of("2026-11-05T20:00:01Z", "2026-11-05T12:00:00Z", "tomorrow", "+999999999-01-01")) {
      assertThat(
              reason(
                  decide("approve", id, "berta", "{\"reason\":\"x\",\"until\":\"" + until + "\"}")))
          .as(until)
          .isEqualTo("act-body");
    }
    Response told =
        decide("approve", id, "berta", "{\"reason\":\"x\",\"until\":\"2026-11-05T13:00:00Z\"}");
    assertThat(text(told, "until")).startsWith("2026-11-05T13:00:00");
    harness.clock.advance(Duration.ofHours(1));
    assertThat(reason(sign())).isEqualTo("unsigned");
  }

  /** What the request's body says of an image is no proof that it is that one. */
  @Test
  void approved_imageThatOnlyTheBodyNames_signsNothing() {
    approved();
    Response asserted = harness.sign(new SignBody(harness.entitlement(), NIGHTLY));
    assertThat(reason(asserted)).isEqualTo("digest-mismatch");
    Map<String, String> without = harness.accessClaims();
    without.remove("scanner_digest");
    Response unclaimed =
        harness.signWith(
            harness.accessToken(without), new SignBody(harness.entitlement(), NIGHTLY));
    assertThat(reason(unclaimed)).isEqualTo("no-claim");
  }

  @Test
  void anotherTenant_seesNothing_andDecidesNothing() {
    String id = text(ask("ci", NIGHTLY), "id");
    Map<String, String> claims = harness.accessClaims();
    claims.put("scope", "\"signer.approve\"");
    claims.put("tid", "\"other\"");
    Response told = harness.post(new Operation.DecideApproval("approve", id), claims, WHY);
    assertThat(told).isInstanceOf(Response.Refused.class);
    assertThat(reason(sign())).isEqualTo("unsigned");
  }

  @Test
  void tenantThatIsNotNamed_hasNoApprovals() {
    SignerFixture without =
        new SignerFixture(
            house -> {},
            ports -> {
              ports.approvals = new InMemoryApprovals();
            });
    Map<String, String> claims = without.accessClaims();
    assertThat(
            reason(
                without.post(
                    new Operation.RequestApproval(),
                    claims,
                    "{\"imageDigest\":\"" + NIGHTLY + "\",\"reason\":\"x\"}")))
        .isEqualTo("approvals-off");
  }

  @Test
  void scope_ofTheOtherRole_isNotEnough() {
    String id = text(ask("ci", NIGHTLY), "id");
    assertThat(
            reason(act(new Operation.DecideApproval("approve", id), "signer.sign", "berta", WHY)))
        .isEqualTo("scope-missing");
  }

  @Test
  void request_again_isTheSame_andTooManyAreRefused() {
    String id = text(ask("ci", NIGHTLY), "id");
    assertThat(text(ask("ci", NIGHTLY), "id")).isEqualTo(id);
    Response last = null;
    for (int i = 0; i < 50; i++) {
      harness.clock.advance(Duration.ofSeconds(1));
      last = ask("ci", Bytes.utf8("build " + i).sha256());
    }
    assertThat(reason(last)).isEqualTo("approvals-pending");
  }

  @Test
  void body_thatIsNotUnderstood_changesNothing() {
    String id = text(ask("ci", NIGHTLY), "id");
    for (String body :
        List.of("", "{}", "{\"reason\":\"\"}", "{\"reason\":\"x\",\"for\":1}", "[]")) {
      assertThat(reason(decide("approve", id, "berta", body))).isEqualTo("act-body");
      assertThat(reason(act(new Operation.RequestApproval(), "signer.sign", "ci", body)))
          .isEqualTo("act-body");
    }
    for (String unknown : List.of("x", "01900000-0000-7000-8000-00000000ffff", "0190")) {
      assertThat(reason(decide("approve", unknown, "berta", WHY))).isEqualTo("approval");
    }
    assertThat(reason(sign())).isEqualTo("unsigned");
  }

  @Test
  void list_tellsWhoAskedAndWhoDecided() {
    approved();
    Map<String, String> claims = harness.accessClaims();
    claims.put("scope", "\"signer.approve\"");
    Response told = harness.get(new Operation.ListApprovals(), claims);
    assertThat(SignerFixture.written(told).utf8())
        .contains("\"deed\":\"requested\"", "\"client\":\"ci\"", "\"client\":\"berta\"");
  }
}
