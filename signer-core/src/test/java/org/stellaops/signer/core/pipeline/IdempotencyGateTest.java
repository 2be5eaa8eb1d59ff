package org.stellaops.signer.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.IncomingRequest;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.policy.Limits;
import org.stellaops.signer.core.bundle.StoredResult;
import org.stellaops.signer.core.bundle.StoredResult.StoredSignature;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.RateLimit;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.RequestJournal.Earlier;

class IdempotencyGateTest {

  private final SignerFixture harness =
      new SignerFixture(
          house -> house.limits = new Limits(1 << 20, new RateLimit(50, 100), 4, 1 << 30, 2));

  private static ErrorCode refused(Response outcome) {
    assertThat(outcome).isInstanceOf(Response.Refused.class);
    Refusal why = ((Response.Refused) outcome).why();
    return why.code();
  }

  @Test
  void sign_sameKeyAndBody_givesTheSameBytesWithoutAnotherSignatureOrCharge() {
    String body = harness.body().toString();
    Response first = harness.sign(body, "key-1");
    Bytes answer = SignerFixture.written(first);
    for (int i = 0; i < 3; i++) {
      harness.clock.advance(Duration.ofMinutes(1));
      Response again = harness.sign(body, "key-1");
      assertThat(SignerFixture.written(again).utf8()).isEqualTo(answer.utf8());
      assertThat(again.requestId()).isNotEqualTo(first.requestId());
    }
    assertThat(harness.signatures()).isEqualTo(1);
    assertThat(SignerFixture.text(SignerFixture.json(answer), "auditId"))
        .isEqualTo(first.requestId().value());
    assertThat(SignerFixture.text(harness.decision(), "decision")).isEqualTo("answered");
    assertThat(SignerFixture.text(harness.decision(), "repeats"))
        .isEqualTo(first.requestId().value());
    // Two signatures a day: only one of them is spent.
    assertThat(harness.sign(harness.body())).isInstanceOf(Response.Answered.class);
    assertThat(refused(harness.sign(harness.body()))).isEqualTo(ErrorCode.QUOTA_EXCEEDED);
  }

  @Test
  void sign_sameKeyOtherBody_isAMismatchToTheByte() {
    String body = harness.body().toString();
    harness.sign(body, "key-1");
    assertThat(refused(harness.sign(body + " ", "key-1")))
        .isEqualTo(ErrorCode.IDEMPOTENCY_MISMATCH);
    assertThat(harness.signatures()).isEqualTo(1);
  }

  @Test
  void sign_sameKeyOfAnotherTenant_isAnotherKey() {
    harness.sign(harness.body().toString(), "key-1");
    var claims = harness.accessClaims();
    claims.put("tid", "\"beta\"");
    var entitled = harness.entitlementClaims();
    entitled.put("tid", "\"beta\"");
    String token = harness.accessToken(claims);
    SignBody body = new SignBody(harness.entitlement(entitled), SignerFixture.IMAGE);
    IncomingRequest request =
        harness.request(
            new Operation.SignStatement(),
            token,
            harness.proof(harness.proofClaims(token, "POST", SignerFixture.SIGN)),
            Delivered.whole(body.toString()),
            "key-1");
    assertThat(harness.signer.handle(request)).isInstanceOf(Response.Answered.class);
    assertThat(harness.signatures()).isEqualTo(2);
  }

  @Test
  void sign_sameKeyWhileTheFirstRuns_isToldToWait() {
    String body = harness.body().toString();
    AtomicReference<Response> meanwhile = new AtomicReference<>();
    harness.keys.behave((honest, key, what, deadline) -> {
      meanwhile.set(harness.sign(body, "key-1"));
      return honest.sign(key, what, deadline);
    });
    Bytes answer = SignerFixture.written(harness.sign(body, "key-1"));
    assertThat(refused(meanwhile.get())).isEqualTo(ErrorCode.REQUEST_IN_PROGRESS);
    assertThat(SignerFixture.written(harness.sign(body, "key-1"))).isEqualTo(answer);
    assertThat(harness.signatures()).isEqualTo(1);
  }

  @Test
  void sign_refusedWithAKey_isNotStored() {
    SignBody denied = harness.body().options("{\"keys\":[\"unknown\"]}");
    assertThat(refused(harness.sign(denied, "key-1"))).isEqualTo(ErrorCode.POLICY_DENIED);
    assertThat(refused(harness.sign(denied, "key-1"))).isEqualTo(ErrorCode.POLICY_DENIED);
    assertThat(harness.sign(harness.body(), "key-1")).isInstanceOf(Response.Answered.class);
  }

  @Test
  void sign_afterAnUnknownEnd_signsAgain() {
    harness.keys.behave((honest, key, what, deadline) -> {
      honest.sign(key, what, deadline);
      throw new DependencyUnavailable(Dependency.SIGNING_KEYS, true, "connection lost");
    });
    String body = harness.body().toString();
    assertThat(harness.sign(body, "key-1")).isInstanceOf(Response.Failed.class);
    harness.keys.behave((honest, key, what, deadline) -> honest.sign(key, what, deadline));
    assertThat(harness.sign(body, "key-1")).isInstanceOf(Response.Answered.class);
    assertThat(harness.signatures()).isEqualTo(2);
  }

  @Test
  void sign_repeatOfSomebodyNoLongerEntitled_isRefused() {
    String body = harness.body().toString();
    harness.sign(body, "key-1");
    harness.clock.advance(Duration.ofSeconds(86_000));
    assertThat(harness.sign(body, "key-1")).isInstanceOf(Response.Answered.class);
    harness.clock.advance(Duration.ofSeconds(401));
    assertThat(refused(harness.sign(body, "key-1"))).isEqualTo(ErrorCode.NOT_ENTITLED);
  }

  @Test
  void sign_repeatOfAnEditedResult_releasesNothing() {
    String body = harness.body().toString();
    harness.sign(body, "key-1");
    harness.recording.edit(earlier ->
        earlier instanceof Earlier.Answered answered
            ? new Earlier.Answered(
                answered.body(), answered.id(), otherSignature(answered.result()))
            : earlier);
    Response again = harness.sign(body, "key-1");
    assertThat(again).isInstanceOf(Response.Failed.class);
    assertThat(((Response.Failed) again).why().reason().word()).isEqualTo("self-verify-failed");
  }

  /** The stored result with the last byte of its signature changed. */
  private static Bytes otherSignature(Bytes stored) {
    StoredResult result = StoredResult.read(stored);
    StoredSignature first = result.signatures().get(0);
    byte[] value = first.value().toByteArray();
    value[value.length - 1] ^= 1;
    StoredSignature edited =
        new StoredSignature(first.name(), first.key(), Bytes.adopt(value), null, List.of(), null);
    return new StoredResult(List.of(edited), result.terms()).bytes();
  }
}
