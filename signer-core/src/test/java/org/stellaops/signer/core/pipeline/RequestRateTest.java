package org.stellaops.signer.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.core.api.Credential;
import org.stellaops.signer.core.api.IncomingRequest;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.RequestBody;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.policy.Limits;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.InstanceId;
import org.stellaops.signer.model.QuotaName;
import org.stellaops.signer.model.RateLimit;
import org.stellaops.signer.model.TraceId;
import org.stellaops.signer.ports.LocalCallers.LocalCaller;
import org.stellaops.signer.ports.RefusalLog.UnidentifiedRefusal;

/** Every request of a known client spends one rate, whatever it asks and whatever comes of it. */
class RequestRateTest {

  private static final int BURST = 20;

  private final SignerFixture harness =
      new SignerFixture(house -> house.requestRate = new RateLimit(2, BURST));

  /** Sends {@code request} until it meets the limit; says how many came through. */
  private int untilLimited(Supplier<Response> request) {
    for (int through = 0; through <= BURST; through++) {
      if (limited(request.get()) != null) {
        return through;
      }
    }
    throw new AssertionError("the limit was never met");
  }

  private static Refusal.QuotaExceeded limited(Response response) {
    return response instanceof Response.Refused refused
            && refused.why() instanceof Refusal.QuotaExceeded full
            && full.quota() == QuotaName.REQUEST_RATE
        ? full
        : null;
  }

  private Response asClient(String client) {
    Map<String, String> claims = harness.accessClaims();
    claims.put("client_id", Jwts.quoted(client));
    return harness.signWith(harness.accessToken(claims), harness.body());
  }

  @Test
  void sign_refusedStatements_meetTheLimit() {
    assertThat(untilLimited(() -> harness.sign("{}"))).isEqualTo(BURST);
    assertThat(harness.decisions()).isEqualTo(BURST);
  }

  @Test
  void sign_withoutEntitlement_meetsTheLimit() {
    Map<String, String> claims = harness.entitlementClaims();
    claims.put("exp", "1");
    String expired = harness.entitlement(claims);

    assertThat(untilLimited(() -> harness.sign(new SignBody(expired, SignerFixture.IMAGE))))
        .isEqualTo(BURST);
  }

  @Test
  void reads_meetTheLimit() {
    assertThat(untilLimited(() -> harness.audit(harness.accessClaims(), "nothing")))
        .isEqualTo(BURST);
  }

  @Test
  void referrers_meetTheLimit() {
    assertThat(untilLimited(() -> harness.referrers(SignerFixture.IMAGE.toString())))
        .isEqualTo(BURST);
  }

  @Test
  void repeats_meetTheLimit() {
    assertThat(untilLimited(() -> closed(harness.sign(harness.body(), "key-1")))).isEqualTo(BURST);
    assertThat(harness.signatures()).isEqualTo(1);
  }

  @Test
  void allKinds_spendTheSameRate() {
    for (int i = 0; i < BURST / 4; i++) {
      harness.sign("{}");
      closed(harness.sign(harness.body()));
      harness.audit(harness.accessClaims(), "nothing");
      closed(harness.referrers(SignerFixture.IMAGE.toString()));
    }

    assertThat(limited(harness.sign(harness.body()))).isNotNull();
  }

  @Test
  void limited_bodyIsNotRead_andProofIsNotBurnt() {
    untilLimited(() -> harness.sign("{}"));
    String token = harness.accessToken();
    String proof = harness.proof(harness.proofClaims(token, "POST", SignerFixture.SIGN));
    RequestBody unread =
        new RequestBody() {
          @Override
          public long declaredLength() {
            return 100;
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            throw new AssertionError("the body was read");
          }
        };

    Response response =
        harness.signer.handle(harness.request(new Operation.SignStatement(), token, proof, unread));

    Refusal.QuotaExceeded full = limited(response);
    assertThat(full).isNotNull();
    assertThat(full.reason().word()).isEqualTo("request-rate");
    assertThat(full.limit()).isEqualTo(BURST);
    assertThat(full.retryAfter()).isPositive().isLessThanOrEqualTo(Duration.ofMillis(500));
    harness.clock.advance(full.retryAfter());
    assertThat(
            harness.signer.handle(
                harness.request(
                    new Operation.SignStatement(),
                    token,
                    proof,
                    Delivered.whole(harness.body().toString()))))
        .isInstanceOf(Response.Answered.class);
  }

  @Test
  void limited_isRecordedForTheOperator_andNotInTheJournal() {
    untilLimited(() -> harness.sign("{}"));
    int records = harness.records().size();

    Response.Refused refused = (Response.Refused) harness.sign(harness.body());

    assertThat(harness.records()).hasSize(records);
    assertThat(harness.book.openRequests()).isZero();
    AuditId id = refused.requestId();
    UnidentifiedRefusal recorded = harness.lane.records().get(id);
    assertThat(recorded.reason()).isEqualTo("request-rate");
    assertThat(recorded.client().tenant().value()).isEqualTo("acme");
    assertThat(recorded.client().client().value()).isEqualTo("ci-runner");
    assertThat(harness.trace().facts())
        .containsEntry("tenant", "acme")
        .containsEntry("quota", "request-rate")
        .containsEntry("auditId", id.value());
  }

  @Test
  void limited_anotherClientOfTheTenant_isServed() {
    untilLimited(() -> harness.sign("{}"));

    assertThat(asClient("another")).isInstanceOf(Response.Answered.class);
    assertThat(limited(asClient("ci-runner"))).isNotNull();
  }

  @Test
  void replays_spendNothingOfTheCaller() {
    String token = harness.accessToken();
    String proof = harness.proof(harness.proofClaims(token, "POST", SignerFixture.SIGN));
    for (int i = 0; i < 3 * BURST; i++) {
      harness.signer.handle(
          harness.request(new Operation.SignStatement(), token, proof, Delivered.whole("{}")));
    }

    assertThat(untilLimited(() -> harness.sign("{}"))).isEqualTo(BURST - 1);
  }

  @Test
  void forgedTokens_spendNothingOfTheCaller() {
    String forged =
        harness.licences.sign(
            Map.of("typ", "\"at+jwt\"", "alg", "\"ES256\"", "kid", "\"k1\""),
            harness.accessClaims());
    for (int i = 0; i < 3 * BURST; i++) {
      harness.signWith(forged, "{}");
    }

    assertThat(untilLimited(() -> harness.sign("{}"))).isEqualTo(BURST);
  }

  @Test
  void embeddedCaller_meetsTheLimit() {
    SignerFixture embedded =
        new SignerFixture(
            house -> house.requestRate = new RateLimit(2, BURST),
            ports ->
                ports.localCallers =
                    () ->
                        Optional.of(
                            new LocalCaller(
                                PolicyFixture.ACME,
                                new ClientId("host"),
                                new InstanceId("inst-1"),
                                null)));

    assertThat(
            untilLimited(() ->
                embedded.signer.handle(
                    new IncomingRequest(
                        new Operation.SignStatement(),
                        new Credential.Local(),
                        new TraceId("trace-1"),
                        "local",
                        List.of(),
                        Delivered.whole("{}")))))
        .isEqualTo(BURST);
  }

  @Test
  void policyReloaded_newRateHoldsAtOnce() {
    untilLimited(() -> harness.sign("{}"));
    harness.house.requestRate = new RateLimit(1000, 1000);
    harness.policy = harness.house.snapshot();

    Refusal.QuotaExceeded full = limited(harness.sign(harness.body()));
    if (full != null) {
      harness.clock.advance(full.retryAfter());
    }
    assertThat(harness.sign(harness.body())).isInstanceOf(Response.Answered.class);

    harness.house.requestRate = new RateLimit(1, 1);
    harness.policy = harness.house.snapshot();
    harness.sign("{}");
    assertThat(limited(harness.sign(harness.body()))).isNotNull();
  }

  @Test
  void rateNotSaid_isTenTimesThePlans() {
    SignerFixture usual =
        new SignerFixture(
            house -> house.limits = new Limits(1 << 20, new RateLimit(1, 3), 16, 1 << 30, 1000));
    List<Response> through = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Response response = usual.sign("{}");
      if (limited(response) == null) {
        through.add(response);
      }
    }

    assertThat(through).hasSize(30);
  }

  private static Response closed(Response response) {
    if (response instanceof Response.Answered answered) {
      answered.answer().close();
    }
    return response;
  }
}
