package org.stellaops.signer.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.RequestBody;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.policy.KeyRule;
import org.stellaops.signer.core.api.policy.Limits;
import org.stellaops.signer.core.api.setup.SignerBuilder;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.RateLimit;

/** Of two tenants none holds more than half of the memory for bodies, however a request ends. */
class MemoryShareTest {

  private static final int BODY = 1 << 20;

  /** Each tenant has room for the bodies of two requests of 1 MiB. */
  private static final int SHARE = 2 * BODY + BODY / 2;

  private final SignerFixture harness =
      new SignerFixture(house -> {
        house.limits = new Limits(4 * BODY, new RateLimit(1000, 1000), 64, 1 << 30, 1000);
        house.process =
            new SignerBuilder.Limits(
                4 * BODY,
                2 * SHARE,
                Duration.ofSeconds(60),
                Duration.ofSeconds(90),
                Duration.ofSeconds(30));
      });

  private final List<Response.Answered> held = new ArrayList<>();

  private SignBody large(SignBody body) {
    return body.with("predicate", "{\"x\":\"" + "y".repeat(BODY) + "\"}");
  }

  private String large() {
    return large(harness.body()).toString();
  }

  /** What a client of the other tenant is answered. */
  private Response beta() {
    Map<String, String> claims = harness.accessClaims();
    claims.put("tid", "\"beta\"");
    Map<String, String> entitlement = harness.entitlementClaims();
    entitlement.put("tid", "\"beta\"");
    SignBody body = new SignBody(harness.entitlement(entitlement), SignerFixture.IMAGE);
    return harness.signWith(harness.accessToken(claims), large(body));
  }

  /** Fills the share of acme with answers that it does not take. */
  private void fill() {
    for (int i = 0; i < 2; i++) {
      Response response = harness.sign(large());
      assertThat(response).isInstanceOf(Response.Answered.class);
      held.add((Response.Answered) response);
    }
  }

  private void assertShareIsBack() {
    fill();
    held.forEach(answered -> answered.answer().close());
  }

  @Test
  void sign_shareTaken_ownNextIsRefusedAndAnotherTenantsIsSigned() {
    fill();

    Response own = harness.sign(large());
    Response others = beta();

    assertThat(others).isInstanceOf(Response.Answered.class);
    ((Response.Answered) others).answer().close();
    Refusal.QuotaExceeded why = (Refusal.QuotaExceeded) ((Response.Refused) own).why();
    assertThat(why.code()).isEqualTo(ErrorCode.QUOTA_EXCEEDED);
    assertThat(why.reason().word()).isEqualTo("memory-share");
    assertThat(why.limit()).isEqualTo(SHARE);
    assertThat(why.retryAfter()).isPositive();
    held.forEach(answered -> answered.answer().close());
    held.clear();
    assertShareIsBack();
  }

  @Test
  void sign_shareTaken_isRecorded() {
    fill();
    harness.sign(large());

    assertThat(SignerFixture.text(harness.decision(), "reason")).isEqualTo("memory-share");
    assertThat(SignerFixture.text(harness.decision(), "quota")).isEqualTo("memory-share");
  }

  /** Who may sign does not thereby keep the people of his tenant from stopping a key (Q05). */
  @Test
  void act_shareTakenBySigners_isDoneAllTheSame() {
    fill();
    assertThat(harness.sign(large())).isInstanceOf(Response.Refused.class);
    Response changed = KeyLifeTest.change(harness, "revoke", "sbom", "anna");
    assertThat(KeyLifeTest.reason(changed)).isEqualTo("key");
    held.forEach(answered -> answered.answer().close());
  }

  @Test
  void act_longerThanEightKibibytes_isTooLarge() {
    String body = "{\"reason\":\"" + "x".repeat(8 << 10) + "\"}";
    Response refused = KeyLifeTest.change(harness, "revoke", "sbom", "anna", body);
    Refusal.ArtifactTooLarge why = (Refusal.ArtifactTooLarge) ((Response.Refused) refused).why();
    assertThat(why.limit()).isEqualTo(8 << 10);
  }

  @Test
  void sign_largestBodyOfAShare_isTaken_oneByteMoreIsTooLarge() {
    String body = harness.body().with("predicate", "{\"x\":\"\"}").toString();
    String largest =
        body.replace("\"x\":\"\"", "\"x\":\"" + "y".repeat(SHARE - body.length()) + "\"");
    assertThat(largest).hasSize(SHARE);

    for (long declared : new long[] {SHARE, -1}) {
      Response response = harness.signer.handle(harness.request(sent(largest, declared)));
      assertThat(response).isInstanceOf(Response.Answered.class);
      ((Response.Answered) response).answer().close();
    }
    for (long declared : new long[] {SHARE + 1, -1}) {
      Response response = harness.signer.handle(harness.request(sent(largest + " ", declared)));
      Refusal.ArtifactTooLarge why = (Refusal.ArtifactTooLarge) ((Response.Refused) response).why();
      assertThat(why.limit()).isEqualTo(SHARE);
    }
    assertShareIsBack();
  }

  private static RequestBody sent(String text, long declared) {
    return new Delivered(new ByteArrayInputStream(Bytes.utf8(text).toByteArray()), declared);
  }

  @Test
  void sign_anyEnd_givesTheShareBack() {
    RequestBody goneAway =
        new RequestBody() {
          private int reads;

          @Override
          public long declaredLength() {
            return 2 * BODY;
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            if (reads++ == 100) {
              throw new IOException("connection reset");
            }
            return length;
          }
        };
    for (int i = 0; i < 4; i++) {
      harness.signer.handle(harness.request(goneAway));
      harness.sign(large() + "x");
      harness.sign(large().replace("\"predicate\"", "\"unknown\""));
      harness.sign(large(new SignBody("not a proof", SignerFixture.IMAGE)));
      harness.keys.behave((keys, key, what, deadline) -> {
        throw new IllegalStateException("bug");
      });
      assertThat(harness.sign(large())).isInstanceOf(Response.Failed.class);
      harness.keys.behave((keys, key, what, deadline) -> keys.sign(key, what, deadline));
      fill();
      harness.sign(large());
      held.forEach(answered -> answered.answer().close());
      held.clear();
    }
    assertShareIsBack();
  }

  @Test
  void sign_tenantAddedByAReload_hasItsShareFromTheNextRequestOn() {
    List<KeyRule> theirs = harness.house.keys.remove(PolicyFixture.BETA);
    harness.policy = harness.house.snapshot();
    assertThat(overTheShare().reason().word()).startsWith("json-");

    harness.house.keys.put(PolicyFixture.BETA, theirs);
    harness.policy = harness.house.snapshot();
    assertThat(overTheShare().code()).isEqualTo(ErrorCode.ARTIFACT_TOO_LARGE);
  }

  private Refusal overTheShare() {
    RequestBody body = sent("x".repeat(SHARE + 1), SHARE + 1);
    return ((Response.Refused) harness.signer.handle(harness.request(body))).why();
  }
}
