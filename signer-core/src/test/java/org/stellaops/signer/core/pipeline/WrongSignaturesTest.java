package org.stellaops.signer.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.api.policy.Limits;
import org.stellaops.signer.core.pipeline.CountingKeys.Behaviour;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.RateLimit;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.SignatureValue;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.KeyNotFound;
import org.stellaops.signer.ports.Outcome;

/** A backend that misbehaves: nothing of what it makes is released. */
class WrongSignaturesTest {

  private static final KeyUri OTHER_KEY = new KeyUri("memory:key-3");

  private final SignerFixture harness =
      new SignerFixture(
          house -> house.limits = new Limits(1 << 20, new RateLimit(50, 100), 1, 1 << 30, 1));

  private static SignatureValue changed(SignatureValue honest, Bytes bytes) {
    return new SignatureValue(honest.algorithm(), bytes, honest.madeBy());
  }

  private static Bytes flipped(Bytes signature) {
    byte[] raw = signature.toByteArray();
    raw[raw.length - 1] ^= 1;
    return Bytes.adopt(raw);
  }

  private static Arguments wrong(String name, Behaviour behaviour) {
    return Arguments.of(name, behaviour);
  }

  static Stream<Arguments> wrongSignatures() {
    return Stream.of(
        wrong(
            "one bit flipped",
            (keys, key, what, by) -> {
              SignatureValue honest = keys.sign(key, what, by);
              return changed(honest, flipped(honest.bytes()));
            }),
        wrong("another key's", (keys, key, what, by) -> keys.sign(OTHER_KEY, what, by)),
        wrong(
            "of another message",
            (keys, key, what, by) ->
                keys.sign(key, PreAuthEncoding.of("text/plain", Bytes.utf8("x")), by)),
        wrong(
            "raw r and s",
            (keys, key, what, by) -> changed(keys.sign(key, what, by), Bytes.adopt(new byte[64]))),
        wrong(
            "one byte more",
            (keys, key, what, by) -> {
              SignatureValue honest = keys.sign(key, what, by);
              byte[] longer = new byte[honest.bytes().size() + 1];
              honest.bytes().copyInto(longer, 0);
              return changed(honest, Bytes.adopt(longer));
            }),
        wrong(
            "of another algorithm",
            (keys, key, what, by) ->
                new SignatureValue(
                    SignatureAlgorithm.ECDSA_P384_SHA384,
                    keys.sign(key, what, by).bytes(),
                    "in-memory")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongSignatures")
  void k06_sign_wrongSignature_isNeverReleasedAndEndsUnknown(String name, Behaviour behaviour) {
    harness.keys.behave(behaviour);
    Response outcome = harness.sign(harness.body(), "key-1");
    ServiceFailure why = ((Response.Failed) outcome).why();
    assertThat(why.code()).isEqualTo(ErrorCode.SIGNING_UNAVAILABLE);
    assertThat(why.reason().word()).isEqualTo("self-verify-failed");
    assertEnd(Outcome.UNKNOWN, "unknown");
    assertThat(harness.trace().facts()).containsEntry("reason", "self-verify-failed");
    assertSpent(true);
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(
            new DependencyUnavailable(Dependency.SIGNING_KEYS, true, "lost"),
            ErrorCode.KEY_UNAVAILABLE,
            "signing-keys",
            true),
        Arguments.of(
            new DependencyUnavailable(Dependency.SIGNING_KEYS, false, "throttled"),
            ErrorCode.KEY_UNAVAILABLE,
            "signing-keys",
            false),
        Arguments.of(
            new KeyNotFound(OTHER_KEY, "disabled"),
            ErrorCode.KEY_UNAVAILABLE,
            "signing-key",
            false),
        Arguments.of(new BackendRefused("denied"), ErrorCode.KEY_UNAVAILABLE, "signing-key", false),
        Arguments.of(
            new IllegalStateException("bug"), ErrorCode.SIGNING_UNAVAILABLE, "internal", true),
        Arguments.of(new StackOverflowError(), ErrorCode.SIGNING_UNAVAILABLE, "internal", true));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void sign_backendThrows_failsAndKeepsTheChargeOnlyIfItMayHaveSigned(
      Throwable failure, ErrorCode code, String reason, boolean maySign) {
    harness.keys.behave((keys, key, what, deadline) -> {
      throw WrongSignaturesTest.<RuntimeException>unchecked(failure);
    });
    Response outcome = harness.sign(harness.body(), "key-1");
    ServiceFailure why = ((Response.Failed) outcome).why();
    assertThat(why.code()).isEqualTo(code);
    assertThat(why.reason().word()).isEqualTo(reason);
    assertEnd(maySign ? Outcome.UNKNOWN : Outcome.FAILED, maySign ? "unknown" : "failed");
    assertSpent(maySign);
  }

  @Test
  void sign_interruptedAfterSigning_isStillConcludedAndStaysInterrupted() {
    harness.keys.behave((keys, key, what, deadline) -> {
      SignatureValue made = keys.sign(key, what, deadline);
      Thread.currentThread().interrupt();
      return made;
    });
    Response outcome = harness.sign(harness.body());
    assertThat(Thread.interrupted()).isTrue();
    assertThat(outcome).isInstanceOf(Response.Answered.class);
    assertEnd(Outcome.SIGNED, "signed");
  }

  @Test
  void sign_outOfMemory_isRecordedAndEndsTheProcessesWork() {
    OutOfMemoryError exhausted = new OutOfMemoryError("for the test");
    harness.keys.behave((keys, key, what, deadline) -> {
      throw exhausted;
    });
    Throwable thrown = null;
    try {
      harness.sign(harness.body());
    } catch (OutOfMemoryError error) {
      thrown = error;
    }
    assertThat(thrown).isSameAs(exhausted);
    assertThat(harness.book.openRequests()).isZero();
    assertEnd(Outcome.UNKNOWN, "unknown");
  }

  private void assertEnd(Outcome end, String decision) {
    assertThat(harness.events()).last().isEqualTo("conclude " + end);
    assertThat(harness.decisions()).isEqualTo(1);
    assertThat(SignerFixture.text(harness.decision(), "decision")).isEqualTo(decision);
    assertThat(harness.book.openRequests()).isZero();
    if (!harness.traces.isEmpty()) {
      assertThat(harness.trace().outcome().label()).isEqualTo(decision);
    }
  }

  private void assertSpent(boolean spent) {
    harness.keys.behave((keys, key, what, deadline) -> keys.sign(key, what, deadline));
    assertThat(harness.sign(harness.body()))
        .isInstanceOf(spent ? Response.Refused.class : Response.Answered.class);
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> T unchecked(Throwable failure) throws T {
    throw (T) failure;
  }
}
