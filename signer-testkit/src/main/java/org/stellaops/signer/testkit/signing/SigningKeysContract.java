package org.stellaops.signer.testkit.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.Signable;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.SignatureValue;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.KeyNotFound;
import org.stellaops.signer.ports.PortException;
import org.stellaops.signer.ports.SendGate;
import org.stellaops.signer.ports.SigningKey;
import org.stellaops.signer.ports.SigningKeys;

/**
 * What every {@link SigningKeys} must do, whatever holds its keys. A subclass supplies the bench. A
 * well-formed but wrong signature is not the adapter's to catch: the core checks each one.
 */
public abstract class SigningKeysContract {

  private static final String TYPE = "application/vnd.in-toto+json";

  /** An adapter asks no more often than this for one signature. */
  private static final int MOST_REQUESTS = 3;

  private static final SendGate OPEN = () -> {};

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** A fresh backend and its adapter; the contract closes it. */
  protected abstract SigningBench bench();

  @Test
  public void publicKey_eachSupportedAlgorithm_isTheBackends() {
    try (SigningBench bench = bench()) {
      assertThat(bench.supported()).isNotEmpty();
      for (SignatureAlgorithm algorithm : bench.supported()) {
        KeyUri key = bench.newKey(algorithm);
        var pin = bench.keys().open(key, algorithm, soon()).pin();
        assertThat(pin.algorithm()).isEqualTo(algorithm);
        assertThat(pin.spki()).isEqualTo(Bytes.copyOf(bench.publicKey(key).getEncoded()));
      }
    }
  }

  @Test
  public void signature_everyMessage_verifiesWithTheJdk() throws GeneralSecurityException {
    try (SigningBench bench = bench()) {
      for (SignatureAlgorithm algorithm : bench.supported()) {
        KeyUri key = bench.newKey(algorithm);
        for (Map.Entry<String, Signable> message : messages().entrySet()) {
          if (message.getValue().size() > bench.messageLimit(algorithm)) {
            assertThatExceptionOfType(BackendRefused.class)
                .as("%s under %s", message.getKey(), algorithm)
                .isThrownBy(() -> sign(bench.keys(), algorithm, key, message.getValue(), soon()));
          } else {
            assertSigns(bench, key, algorithm, message.getValue());
          }
        }
      }
    }
  }

  @Test
  public void messageLimit_exactlyThere_signs_andOneByteOver_isRefused()
      throws GeneralSecurityException {
    try (SigningBench bench = bench()) {
      for (SignatureAlgorithm algorithm : bench.supported()) {
        KeyUri key = bench.newKey(algorithm);
        long limit = bench.messageLimit(algorithm);
        if (limit == Long.MAX_VALUE) {
          assertSigns(bench, key, algorithm, filled(3 << 20));
          continue;
        }
        Signable largest = ofSize(limit);
        assertSigns(bench, key, algorithm, largest);
        assertThatExceptionOfType(BackendRefused.class)
            .isThrownBy(() -> sign(bench.keys(), algorithm, key, ofSize(limit + 1), soon()));
      }
    }
  }

  @Test
  public void ecdsa_manySignatures_areCanonicalDer() throws GeneralSecurityException {
    try (SigningBench bench = bench()) {
      for (SignatureAlgorithm algorithm : bench.supported()) {
        switch (algorithm) {
          case ECDSA_P256_SHA256 -> assertCanonical(bench, algorithm, 256);
          case ECDSA_P384_SHA384 -> assertCanonical(bench, algorithm, 384);
          case ECDSA_P521_SHA512 -> assertCanonical(bench, algorithm, 521);
          case RSA_PKCS1_SHA256, RSA_PSS_SHA256, ED25519, ML_DSA_44, ML_DSA_65, ML_DSA_87 ->
              assertThat(sign(bench, algorithm, bench.newKey(algorithm), filled(1)).bytes().size())
                  .isIn(64, 256, 384, 512, 2420, 3309, 4627);
        }
      }
    }
  }

  @Test
  public void unsupportedAlgorithm_isRefused() {
    try (SigningBench bench = bench()) {
      Set<SignatureAlgorithm> unsupported = KeyPairs.known();
      unsupported.removeAll(bench.supported());
      unsupported.removeIf(algorithm -> !bench.canHold(algorithm));
      for (SignatureAlgorithm algorithm : unsupported) {
        KeyUri key = bench.newKey(algorithm);
        assertThatExceptionOfType(BackendRefused.class)
            .as("publicKey of %s", algorithm)
            .isThrownBy(() -> bench.keys().open(key, algorithm, soon()).pin());
        assertThatExceptionOfType(BackendRefused.class)
            .as("sign with %s", algorithm)
            .isThrownBy(() -> sign(bench, algorithm, key, filled(1)));
      }
    }
  }

  @Test
  public void wantedAlgorithm_keyOfAnotherKind_isRefused() {
    try (SigningBench bench = bench()) {
      KeyUri key = anyKey(bench);
      for (SignatureAlgorithm other : SignatureAlgorithm.values()) {
        if (SignatureAlgorithm.of(bench.publicKey(key), other).isEmpty()) {
          assertThatExceptionOfType(BackendRefused.class)
              .as("%s", other)
              .isThrownBy(() -> bench.keys().open(key, other, soon()));
        }
      }
    }
  }

  @Test
  public void swappedKey_openedAgain_showsTheNewOne_andNeverSignsForTheOld()
      throws GeneralSecurityException {
    try (SigningBench bench = bench()) {
      SignatureAlgorithm algorithm = anyAlgorithm(bench);
      KeyUri key = bench.newKey(algorithm);
      SigningKey before = bench.keys().open(key, null, soon());
      Bytes spki = before.pin().spki();
      if (!bench.swapKey(key)) {
        return;
      }
      Bytes now = Bytes.copyOf(bench.publicKey(key).getEncoded());
      assertThat(now).as("the bench swaps").isNotEqualTo(spki);
      assertThat(bench.keys().open(key, null, soon()).pin().spki()).isEqualTo(now);
      assertThat(before.pin().spki()).as("a pin does not move").isEqualTo(spki);
    }
  }

  @Test
  public void absentKey_throwsKeyNotFound() {
    try (SigningBench bench = bench()) {
      assertNotFound(bench, bench.absentKey());
    }
  }

  @Test
  public void disabledKey_throwsKeyNotFound() {
    try (SigningBench bench = bench()) {
      assertNotFound(bench, bench.disabledKey());
    }
  }

  @Test
  public void foreignKeyUri_throwsKeyNotFound() {
    try (SigningBench bench = bench()) {
      assertNotFound(bench, new KeyUri("no-such-scheme:x"));
    }
  }

  @Test
  public void deadlinePassed_throwsUnavailable_andSignsNothing() {
    try (SigningBench bench = bench()) {
      KeyUri key = anyKey(bench);
      Deadline passed = Deadline.in(Duration.ZERO, Ticker.system());
      assertUnavailable(() -> sign(bench.keys(), key, filled(1), passed), false);
      if (!bench.faults().possible().isEmpty()) {
        assertThat(bench.faults().signRequests()).isZero();
      }
    }
  }

  @Test
  public void gateClosed_sendsNothing_andItsReasonComesThrough() {
    try (SigningBench bench = bench()) {
      SigningKey key = bench.keys().open(anyKey(bench), null, soon());
      ClosedGate closed = new ClosedGate();
      assertThat(catchThrowable(() -> key.sign(filled(1), closed, soon()))).isSameAs(closed.why);
      if (!bench.faults().possible().isEmpty()) {
        assertThat(bench.faults().signRequests()).isZero();
      }
    }
  }

  @Test
  public void gateClosedWhileTheBackendHasNoRoom_sendsNothingMore() throws Exception {
    withFault(
        BackendFault.THROTTLED_ONCE,
        (bench, uri) -> {
          SigningKey key = bench.keys().open(uri, null, soon());
          ClosedGate closed = new ClosedGate();
          AtomicInteger asked = new AtomicInteger();
          SendGate once =
              () -> {
                if (asked.incrementAndGet() > 1) {
                  closed.requireOpen();
                }
              };
          assertThat(catchThrowable(() -> key.sign(filled(1), once, soon()))).isSameAs(closed.why);
          assertThat(bench.faults().signRequests()).isEqualTo(1);
        });
  }

  private static final class ClosedGate implements SendGate {

    private final RuntimeException why = new IllegalStateException("told to be closed");

    @Override
    public void requireOpen() {
      throw why;
    }
  }

  @Test
  public void denied_throwsBackendRefused_afterOneRequest() throws Exception {
    withFault(
        BackendFault.DENIED,
        (bench, key) -> {
          assertThatExceptionOfType(BackendRefused.class)
              .isThrownBy(() -> sign(bench, key, filled(1)));
          assertThat(bench.faults().signRequests()).isEqualTo(1);
        });
  }

  @Test
  public void throttledOnce_isRetried_andSigns() throws Exception {
    withFault(
        BackendFault.THROTTLED_ONCE,
        (bench, key) -> {
          assertSigns(bench, key, anyAlgorithm(bench), filled(1));
          assertThat(bench.faults().signRequests()).isEqualTo(2);
        });
  }

  @Test
  public void throttledForGood_throwsUnavailable_withinItsBudget() throws Exception {
    withFault(
        BackendFault.THROTTLED,
        (bench, key) -> {
          assertThat(unavailable(() -> sign(bench, key, filled(1)), false).isBusy()).isTrue();
          assertThat(bench.faults().signRequests()).isBetween(1, MOST_REQUESTS);
        });
  }

  @Test
  public void unreachable_throwsUnavailable_andSaysThatNothingHappened() throws Exception {
    withFault(
        BackendFault.UNREACHABLE,
        (bench, key) -> assertUnavailable(() -> sign(bench, key, filled(1)), false));
  }

  @Test
  public void stalled_failsByItsDeadline_andSaysThatItMayHaveSigned() throws Exception {
    withFault(
        BackendFault.STALLED,
        (bench, key) -> {
          long start = Ticker.system().nanos();
          Deadline second = Deadline.in(Duration.ofSeconds(1), Ticker.system());
          assertUnavailable(() -> sign(bench.keys(), key, filled(1), second), true);
          assertThat(Duration.ofNanos(Ticker.system().nanos() - start)).isLessThan(PATIENCE);
        });
  }

  @Test
  public void stalled_callerInterrupted_returnsAtOnce() throws Exception {
    withFault(
        BackendFault.STALLED,
        (bench, key) -> {
          AtomicReference<Throwable> outcome = new AtomicReference<>(new AssertionError("none"));
          AtomicReference<Boolean> flag = new AtomicReference<>(false);
          Deadline late = Deadline.in(Duration.ofMinutes(1), Ticker.system());
          Thread caller =
              new Thread(() -> {
                outcome.set(catchThrowable(() -> sign(bench.keys(), key, filled(1), late)));
                flag.set(Thread.currentThread().isInterrupted());
              });
          caller.start();
          while (bench.faults().signRequests() == 0 && caller.isAlive()) {
            LockSupport.parkNanos(1_000_000);
          }
          caller.interrupt();
          caller.join(PATIENCE.toMillis());
          assertThat(caller.isAlive()).isFalse();
          assertThat(outcome.get()).isInstanceOf(DependencyUnavailable.class);
          assertThat(((DependencyUnavailable) outcome.get()).mayHaveHappened()).isTrue();
          assertThat(flag.get()).isTrue();
        });
  }

  @Test
  public void droppedAfterSigning_throwsUnavailable_andSaysThatItMayHaveSigned() throws Exception {
    withFault(
        BackendFault.DROPPED_AFTER_SIGNING,
        (bench, key) -> {
          assertUnavailable(() -> sign(bench, key, filled(1)), true);
          assertThat(bench.faults().signRequests()).as("signed once").isEqualTo(1);
        });
  }

  @Test
  public void malformedAnswer_isAFailure_notASignature() throws Exception {
    withFault(
        BackendFault.MALFORMED_ANSWER,
        (bench, key) -> {
          assertUnavailable(() -> sign(bench, key, filled(1)), true);
          assertThat(bench.faults().signRequests()).as("signed once").isEqualTo(1);
        });
  }

  @Test
  public void concurrentCalls_doNotMix() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (SigningBench bench = bench()) {
      SignatureAlgorithm algorithm = anyAlgorithm(bench);
      List<KeyUri> keys = List.of(bench.newKey(algorithm), bench.newKey(algorithm));
      List<Callable<Void>> calls = new ArrayList<>();
      for (int i = 0; i < 120; i++) {
        KeyUri key = keys.get(i % 2);
        Signable message = PreAuthEncoding.of(TYPE, Bytes.utf8("message " + i));
        calls.add(() -> {
          assertSigns(bench, key, algorithm, message);
          return null;
        });
      }
      for (Future<Void> done : threads.invokeAll(calls)) {
        done.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError("a call went wrong among others", e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  public void callerInterrupted_keepsItsInterrupt() {
    try (SigningBench bench = bench()) {
      KeyUri key = anyKey(bench);
      Thread.currentThread().interrupt();
      Throwable failure = catchThrowable(() -> sign(bench, key, filled(1)));
      assertThat(Thread.interrupted()).as("interrupted after the call").isTrue();
      if (failure != null) {
        assertThat(failure).isInstanceOf(DependencyUnavailable.class);
      }
    } finally {
      boolean ignored = Thread.interrupted();
    }
  }

  @Test
  public void closed_signsNothing() {
    SigningBench bench = bench();
    KeyUri key = anyKey(bench);
    SigningKeys keys = bench.keys();
    SigningKey opened = keys.open(key, null, soon());
    keys.requireReachable(soon());
    bench.close();
    assertThatThrownBy(() -> opened.sign(filled(1), OPEN, soon()))
        .isInstanceOf(PortException.class);
    assertThatThrownBy(() -> keys.requireReachable(soon())).isInstanceOf(PortException.class);
    assertThatThrownBy(() -> sign(keys, key, filled(1), soon())).isInstanceOf(PortException.class);
  }

  @Test
  public void secret_isInNoMessage() {
    List<String> said = new ArrayList<>();
    try (SigningBench bench = bench()) {
      assertThat(bench.secrets()).isNotEmpty();
      said.add(bench.keys().toString());
      said.add(sign(bench, anyKey(bench), filled(1)).toString());
      said.addAll(failure(bench, bench.absentKey()));
      said.addAll(failure(bench, bench.disabledKey()));
      for (BackendFault fault : bench.faults().possible()) {
        try (SigningBench broken = bench()) {
          KeyUri key = anyKey(broken);
          broken.faults().arrange(fault);
          said.addAll(failure(broken, key));
        }
      }
      bench.secrets().forEach(secret -> assertThat(said).noneMatch(text -> text.contains(secret)));
    }
  }

  private static List<String> failure(SigningBench bench, KeyUri key) {
    List<String> said = new ArrayList<>();
    Deadline second = Deadline.in(Duration.ofSeconds(1), Ticker.system());
    Throwable thrown = catchThrowable(() -> sign(bench.keys(), key, filled(1), second));
    while (thrown != null) {
      said.add(thrown.toString());
      for (Throwable also : thrown.getSuppressed()) {
        said.add(also.toString());
      }
      thrown = thrown.getCause();
    }
    return said;
  }

  private void withFault(BackendFault fault, Check check) throws Exception {
    try (SigningBench bench = bench()) {
      KeyUri key = anyKey(bench);
      if (bench.faults().possible().contains(fault)) {
        bench.faults().arrange(fault);
        check.run(bench, key);
      } else {
        assertThatExceptionOfType(FaultImpossible.class)
            .isThrownBy(() -> bench.faults().arrange(fault));
        assertSigns(bench, key, anyAlgorithm(bench), filled(1));
      }
    }
  }

  private static void assertCanonical(SigningBench bench, SignatureAlgorithm algorithm, int bits)
      throws GeneralSecurityException {
    KeyUri key = bench.newKey(algorithm);
    boolean sawShort = false;
    boolean sawZero = false;
    // One signature in 128 has a short integer: stop at the first, give up at one in 10^34.
    for (int i = 0; !(sawShort && sawZero) && i < 10_000; i++) {
      SignatureValue value =
          sign(bench, algorithm, key, PreAuthEncoding.of(TYPE, Bytes.utf8("n" + i)));
      var read = CanonicalDer.read(value.bytes());
      assertThat(read).as("canonical DER: %s", value.bytes().hex()).isPresent();
      sawShort |= read.orElseThrow().hasShortInteger(bits);
      sawZero |= read.orElseThrow().hasZeroPrefix();
    }
    assertThat(sawShort && sawZero).isTrue();
  }

  private static void assertNotFound(SigningBench bench, KeyUri key) {
    assertThatExceptionOfType(KeyNotFound.class)
        .isThrownBy(() -> bench.keys().open(key, null, soon()).pin());
    assertThatExceptionOfType(KeyNotFound.class).isThrownBy(() -> sign(bench, key, filled(1)));
  }

  /** What lacks room says nothing of its keys; whatever else fails is not to be taken for it. */
  private static void assertUnavailable(Callable<SignatureValue> call, boolean mayHaveHappened) {
    assertThat(unavailable(call, mayHaveHappened).isBusy()).isFalse();
  }

  private static DependencyUnavailable unavailable(
      Callable<SignatureValue> call, boolean mayHaveHappened) {
    Throwable thrown = catchThrowable(call::call);
    assertThat(thrown).isInstanceOf(DependencyUnavailable.class);
    DependencyUnavailable unavailable = (DependencyUnavailable) thrown;
    assertThat(unavailable.dependency()).isEqualTo(Dependency.SIGNING_KEYS);
    assertThat(unavailable.mayHaveHappened()).isEqualTo(mayHaveHappened);
    return unavailable;
  }

  private static void assertSigns(
      SigningBench bench, KeyUri key, SignatureAlgorithm algorithm, Signable message)
      throws GeneralSecurityException {
    SignatureValue value = sign(bench, algorithm, key, message);
    assertThat(value.algorithm()).isEqualTo(algorithm);
    assertThat(value.madeBy()).isNotBlank();
    PublicKey publicKey = bench.publicKey(key);
    Signature verifier = algorithm.newSignature();
    verifier.initVerify(publicKey);
    message.update(verifier);
    assertThat(verifier.verify(value.bytes().toByteArray())).isTrue();
  }

  private static SignatureValue sign(SigningBench bench, KeyUri key, Signable message) {
    return sign(bench.keys(), key, message, soon());
  }

  private static SignatureValue sign(
      SigningBench bench, SignatureAlgorithm algorithm, KeyUri key, Signable message) {
    return sign(bench.keys(), algorithm, key, message, soon());
  }

  private static SignatureValue sign(
      SigningKeys keys, KeyUri key, Signable message, Deadline deadline) {
    return sign(keys, null, key, message, deadline);
  }

  /** Opens {@code key} in time, then signs by {@code deadline}. */
  private static SignatureValue sign(
      SigningKeys keys,
      @Nullable SignatureAlgorithm algorithm,
      KeyUri key,
      Signable message,
      Deadline deadline) {
    return keys.open(key, algorithm, soon()).sign(message, OPEN, deadline);
  }

  private static KeyUri anyKey(SigningBench bench) {
    return bench.newKey(anyAlgorithm(bench));
  }

  /** The first in the order of the enum, and so none that has to be asked for. */
  private static SignatureAlgorithm anyAlgorithm(SigningBench bench) {
    return EnumSet.copyOf(bench.supported()).iterator().next();
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(30), Ticker.system());
  }

  private static Map<String, Signable> messages() {
    return Map.of(
        "empty", PreAuthEncoding.of(TYPE, Bytes.empty()),
        "one byte", PreAuthEncoding.of(TYPE, Bytes.copyOf(new byte[] {0})),
        "non-ASCII", PreAuthEncoding.of("text/plain; é", Bytes.utf8("{\"n\":\"é \uD83D\uDD11\"}")),
        "not UTF-8", PreAuthEncoding.of(TYPE, Bytes.copyOf(new byte[] {-1, -2, 0, -64})),
        "1 MiB", filled(1 << 20));
  }

  private static Signable filled(int payloadSize) {
    byte[] payload = new byte[payloadSize];
    for (int i = 0; i < payloadSize; i++) {
      payload[i] = (byte) (i * 31);
    }
    return PreAuthEncoding.of(TYPE, Bytes.adopt(payload));
  }

  private static Signable ofSize(long size) {
    int payload = Math.toIntExact(size);
    while (filled(payload).size() > size) {
      payload--;
    }
    assertThat(filled(payload).size()).isEqualTo(size);
    return filled(payload);
  }

  private interface Check {
    void run(SigningBench bench, KeyUri key) throws Exception;
  }
}
