package org.stellaops.signer.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonObject;

class DecisionsTest {

  private final SignerFixture harness = new SignerFixture();

  private Response decisions(String scope) {
    Map<String, String> claims = harness.accessClaims();
    claims.put("scope", Jwts.quoted(scope));
    return harness.get(new Operation.ListDecisions(), claims);
  }

  private List<JsonObject> told() {
    try {
      return SignerFixture.json(SignerFixture.written(decisions("signer.audit")))
          .array("decisions")
          .objects();
    } catch (InvalidJson e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void decisions_areThoseOfTheTenant_newestFirst_withoutLooks() {
    Response signed = harness.sign(harness.body());
    harness.audit(harness.accessClaims(), signed.requestId().value());
    told();
    harness.clock.advance(Duration.ofMillis(1));
    Response refused = harness.sign("{}");

    assertThat(told())
        .extracting(each -> SignerFixture.text(each, "auditId"))
        .containsExactly(refused.requestId().value(), signed.requestId().value());
    assertThat(told().get(0).canonical().utf8())
        .contains(
            "\"decision\":\"refused\"", "\"client\":\"ci-runner\"", "\"route\":\"sign-dsse\"");
    assertThat(told().get(1).canonical().utf8()).contains("\"decision\":\"signed\"");
  }

  @Test
  void decisions_withoutTheScope_areNotTold() {
    harness.sign(harness.body());

    assertThat(((Response.Refused) decisions("signer.sign signer.approve")).why())
        .isEqualTo(new Refusal.InsufficientScope("signer.audit"));
  }

  @Test
  void decisions_ofMany_areAtMostAHundred() {
    for (int i = 0; i < 103; i++) {
      harness.sign("{}");
    }

    assertThat(told()).hasSize(100);
  }
}
