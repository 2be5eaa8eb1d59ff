package org.stellaops.signer.kms.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.kms.pkcs11.FakeToken.Mode;
import org.stellaops.signer.kms.pkcs11.worker.Wire;
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
import org.stellaops.signer.testkit.signing.BackendFault;
import org.stellaops.signer.testkit.signing.KeyPairs;

/** Who waits for what, and for how long, with a fake of the process. */
class TokenFaultsTest {

  private static final KeyUri P256 = new KeyUri("pkcs11:object=p256");
  private static final KeyUri ED25519 = new KeyUri("pkcs11:object=ed25519");
  private static final Duration CALL = Duration.ofSeconds(2);

  @TempDir private Path directory;
  private final List<TokenKeys> opened = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(TokenKeys::close);
  }

  private TokenKeys token(int sessions, Supplier<char[]> pin) throws IOException {
    hold("p256", SignatureAlgorithm.ECDSA_P256_SHA256);
    hold("ed25519", SignatureAlgorithm.ED25519);
    TokenLogin login =
        new TokenLogin(
            FakeToken.command(directory),
            sessions,
            "module",
            "pkcs11:token=x",
            pin,
            Map.of("OF_THE_MODULE", "x"),
            CALL);
    TokenKeys keys = Pkcs11.keys("hsm", login);
    opened.add(keys);
    return keys;
  }

  private TokenKeys token(int sessions) throws IOException {
    return token(sessions, "pin"::toCharArray);
  }

  private void hold(String label, SignatureAlgorithm algorithm) throws IOException {
    KeyPair pair = KeyPairs.generate(algorithm);
    Files.write(directory.resolve(label + ".spki"), pair.getPublic().getEncoded());
    Files.write(directory.resolve(label + ".p8"), pair.getPrivate().getEncoded());
  }

  private void arrange(Mode mode) throws IOException {
    Files.createFile(directory.resolve(mode.name()));
  }

  private void over(Mode mode) throws IOException {
    Files.delete(directory.resolve(mode.name()));
  }

  private long asked(String what) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(what)).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Deadline in(Duration time) {
    return Deadline.in(time, Ticker.system());
  }

  private static Deadline soon() {
    return in(Duration.ofSeconds(20));
  }

  private static Signable message() {
    return PreAuthEncoding.of("t", Bytes.utf8("m"));
  }

  private static Duration timeOf(Runnable what) {
    long start = System.nanoTime();
    what.run();
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static void assertUnavailable(Throwable thrown, boolean may) {
    assertThat(thrown)
        .isInstanceOfSatisfying(
            DependencyUnavailable.class, e -> assertThat(e.mayHaveHappened()).isEqualTo(may));
  }

  private static SignatureValue afterPauses(Supplier<SignatureValue> call) {
    for (int i = 0; ; i++) {
      try {
        return call.get();
      } catch (DependencyUnavailable pausing) {
        assertThat(i).as("comes back by itself").isLessThan(150);
        LockSupport.parkNanos(100_000_000);
      }
    }
  }

  @Test
  void loginThatTakesLong_keepsNobodyBeyondItsDeadline_norClose() throws Exception {
    TokenKeys keys = token(1);
    arrange(Mode.LOGIN_WAITS);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Throwable> first =
          threads.submit(() -> catchThrowable(() -> keys.open(P256, null, soon())));
      while (asked(".login") == 0) {
        LockSupport.parkNanos(10_000_000);
      }
      for (int i = 0; i < 3; i++) {
        Duration waited =
            timeOf(() ->
                assertUnavailable(
                    catchThrowable(() -> keys.open(P256, null, in(Duration.ofMillis(200)))),
                    false));
        assertThat(waited).isLessThan(Duration.ofSeconds(2));
      }
      assertThat(timeOf(keys::close)).isLessThan(Duration.ofMillis(1900));
      assertUnavailable(first.get(), false);
    }
    assertThat(asked(".login")).isEqualTo(1);
  }

  @Test
  void loginBegunForAHurriedCaller_isThereForTheNext() throws IOException {
    TokenKeys keys = token(1);
    assertUnavailable(catchThrowable(() -> keys.open(P256, null, in(Duration.ofMillis(1)))), false);
    assertThat(keys.open(P256, null, soon()).sign(message(), () -> {}, soon())).isNotNull();
    assertThat(asked(".login")).isEqualTo(1);
  }

  /** K07: a PIN that may be wrong is not tried on and on because nobody hears the answer. */
  @Test
  void loginWithoutAnswer_isTriedTwice_thenNeverAgain() throws IOException {
    TokenKeys keys = token(1);
    arrange(Mode.LOGIN_ENDS);
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    Throwable last = null;
    while (!(last instanceof BackendRefused) && System.nanoTime() < end) {
      last = catchThrowable(() -> keys.open(P256, null, soon()));
      LockSupport.parkNanos(10_000_000);
    }
    assertThat(last).isInstanceOf(BackendRefused.class).hasMessageContaining("not tried again");
    LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
    over(Mode.LOGIN_ENDS);
    assertThatExceptionOfType(BackendRefused.class).isThrownBy(() -> keys.open(P256, null, soon()));
    assertUnavailable(catchThrowable(() -> keys.requireReachable(soon())), false);
    assertThat(asked(".login")).isEqualTo(2);
  }

  @Test
  void k07_pinThatIsRefused_isTriedOnce() throws IOException {
    TokenKeys keys = token(1);
    arrange(Mode.LOGIN_REFUSED);
    for (int i = 0; i < 10; i++) {
      assertThatExceptionOfType(BackendRefused.class)
          .isThrownBy(() -> keys.open(P256, null, soon()));
    }
    assertThat(asked(".login")).isEqualTo(1);
  }

  /** K07: a key that wants its PIN for each signature is where a PIN changed meanwhile shows. */
  @Test
  void k07_pinThatIsRefusedForASignature_isTriedOnce_byNoOtherProcessEither() throws IOException {
    TokenKeys keys = token(1);
    SigningKey key = keys.open(P256, null, soon());
    arrange(Mode.SIGN_PIN_REFUSED);
    for (int i = 0; i < 10; i++) {
      assertThatExceptionOfType(BackendRefused.class)
          .isThrownBy(() -> key.sign(message(), () -> {}, soon()))
          .withMessageContaining("not tried again before a reload");
    }
    over(Mode.SIGN_PIN_REFUSED);
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> keys.open(ED25519, null, soon()));
    assertUnavailable(catchThrowable(() -> keys.requireReachable(soon())), false);
    assertThat(asked(".sign")).isEqualTo(1);
    assertThat(asked(".login")).isEqualTo(1);
  }

  /** K07: what an operator mends on the token itself is seen by a reload, as the message says. */
  @Test
  void k07_pinThatWasRefused_hasOneTryAfterEachReload() throws IOException {
    TokenKeys keys = token(1);
    arrange(Mode.LOGIN_REFUSED);
    for (int reloads = 0; reloads < 3; reloads++) {
      for (int i = 0; i < 3; i++) {
        assertThatExceptionOfType(BackendRefused.class)
            .isThrownBy(() -> keys.open(P256, null, soon()));
      }
      assertThat(asked(".login")).isEqualTo(reloads + 1);
      keys.reloaded();
    }
    over(Mode.LOGIN_REFUSED);
    SigningKey key = keys.open(P256, null, soon());
    arrange(Mode.SIGN_PIN_REFUSED);
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> key.sign(message(), () -> {}, soon()));
    over(Mode.SIGN_PIN_REFUSED);
    keys.reloaded();
    assertThat(key.sign(message(), () -> {}, soon())).isNotNull();
    keys.reloaded();
    assertThat(key.sign(message(), () -> {}, soon())).isNotNull();
    assertThat(asked(".login")).as("a reload ends no process that signs").isEqualTo(5);
  }

  @Test
  void pinThatCannotBeRead_isUnavailable_andNoProcessIsTakenForLoggedIn() throws IOException {
    AtomicBoolean readable = new AtomicBoolean();
    TokenKeys keys =
        token(
            1,
            () -> {
              if (!readable.get()) {
                throw new DependencyUnavailable(Dependency.SIGNING_KEYS, false, "no such file");
              }
              return "pin".toCharArray();
            });
    assertUnavailable(catchThrowable(() -> keys.open(P256, null, soon())), false);
    assertUnavailable(catchThrowable(() -> keys.requireReachable(soon())), false);
    readable.set(true);
    afterPauses(() -> keys.open(P256, null, soon()).sign(message(), () -> {}, soon()));
    assertThat(asked(".login")).isEqualTo(1);
  }

  /** The caller is long gone when the call counts as stuck; its session would be lost for good. */
  @Test
  void callThatIsStuck_endsTheProcess_evenIfNobodyWaitsForIt() throws IOException {
    TokenKeys keys = token(1);
    SigningKey key = keys.open(P256, null, soon());
    Files.writeString(directory.resolve("fault"), BackendFault.STALLED.name());
    assertUnavailable(
        catchThrowable(() -> key.sign(message(), () -> {}, in(Duration.ofMillis(300)))), true);
    assertThat(key.sign(message(), () -> {}, soon())).isNotNull();
    assertThat(asked(".login")).isEqualTo(2);
  }

  @Test
  void waitingForASession_isNotStuck_andNothingOfIt_mayHaveHappened() throws Exception {
    TokenKeys keys = token(1);
    SigningKey key = keys.open(P256, null, soon());
    arrange(Mode.SLOW);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<SignatureValue>> all = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        all.add(threads.submit(() -> key.sign(message(), () -> {}, soon())));
      }
      while (asked(".sign") == 0) {
        LockSupport.parkNanos(10_000_000);
      }
      Throwable waited =
          catchThrowable(() -> key.sign(message(), () -> {}, in(Duration.ofMillis(100))));
      assertUnavailable(waited, false);
      assertThat(((DependencyUnavailable) waited).isBusy()).as("says nothing of the key").isTrue();
      keys.requireReachable(soon());
      for (Future<SignatureValue> each : all) {
        assertThat(each.get()).isNotNull();
      }
    }
    assertThat(asked(".sign")).isEqualTo(10);
    assertThat(asked(".login")).as("10 times 300 ms are more than one call may take").isEqualTo(1);
  }

  @Test
  void keyThatTheTokenGivesAway_isOneInSoftware() throws IOException {
    TokenKeys keys = token(1);
    hold("readable", SignatureAlgorithm.ED25519);

    assertThat(keys.open(new KeyUri("pkcs11:object=readable"), null, soon()).isInSoftware())
        .isTrue();
    assertThat(keys.open(ED25519, null, soon()).isInSoftware()).isFalse();
  }

  @Test
  void gateClosedWhileWaitingForASession_signsNothing() throws Exception {
    TokenKeys keys = token(1);
    SigningKey key = keys.open(P256, null, soon());
    arrange(Mode.SLOW);
    RuntimeException revoked = new IllegalStateException("revoked meanwhile");
    AtomicBoolean open = new AtomicBoolean(true);
    SendGate gate =
        () -> {
          if (!open.get()) {
            throw revoked;
          }
        };
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<SignatureValue> first = threads.submit(() -> key.sign(message(), gate, soon()));
      while (asked(".sign") == 0) {
        LockSupport.parkNanos(1_000_000);
      }
      open.set(false);
      assertThat(catchThrowable(() -> key.sign(message(), gate, soon()))).isSameAs(revoked);
      assertThat(first.get()).isNotNull();
    }
    assertThat(asked(".sign")).isEqualTo(1);
    // The session that was waited for is free again.
    assertThat(key.sign(message(), () -> {}, soon())).isNotNull();
  }

  @Test
  void processThatReadsNothing_keepsNobodyBeyondItsDeadline_andIsReplaced() throws IOException {
    TokenKeys keys = token(2);
    SigningKey key = keys.open(ED25519, null, soon());
    arrange(Mode.DEAF);
    Signable large = PreAuthEncoding.of("t", Bytes.adopt(new byte[Wire.LONGEST_MESSAGE - 100]));
    for (int i = 0; i < 2; i++) {
      assertThat(
              timeOf(() ->
                  assertThatExceptionOfType(DependencyUnavailable.class)
                      .isThrownBy(() -> key.sign(large, () -> {}, in(Duration.ofMillis(300))))))
          .isLessThan(Duration.ofMillis(1500));
    }
    over(Mode.DEAF);
    assertThat(afterPauses(() -> key.sign(large, () -> {}, soon()))).isNotNull();
  }

  @Test
  void processThatEndsAtEachSignature_isNotStartedAtOnceEachTime() throws IOException {
    TokenKeys keys = token(1);
    SigningKey key = keys.open(P256, null, soon());
    arrange(Mode.SIGN_ENDS);
    long end = System.nanoTime() + Duration.ofSeconds(4).toNanos();
    while (System.nanoTime() < end) {
      assertThatExceptionOfType(DependencyUnavailable.class)
          .isThrownBy(() -> key.sign(message(), () -> {}, soon()));
      LockSupport.parkNanos(5_000_000);
    }
    assertThat(asked(".login")).isBetween(2L, 5L);
    over(Mode.SIGN_ENDS);
    assertThat(afterPauses(() -> key.sign(message(), () -> {}, soon()))).isNotNull();
  }

  @Test
  void lostWhileItSigned_mayHaveHappened_andIsNotAskedAgain() throws IOException {
    TokenKeys keys = token(1);
    SigningKey key = keys.open(P256, null, soon());
    arrange(Mode.SIGN_IN_DOUBT);
    assertUnavailable(catchThrowable(() -> key.sign(message(), () -> {}, soon())), true);
    assertThat(asked(".sign")).isEqualTo(1);
  }

  @Test
  void answerOfAnotherProtocol_isUnavailable() throws IOException {
    TokenKeys keys = token(1);
    SigningKey key = keys.open(P256, null, soon());
    arrange(Mode.TALKS_NONSENSE);
    assertUnavailable(catchThrowable(() -> key.sign(message(), () -> {}, soon())), true);
  }

  @Test
  void keyWithAnotherNumberThanBefore_isFoundAgain() throws IOException {
    TokenKeys keys = token(1);
    SigningKey key = keys.open(P256, null, soon());
    arrange(Mode.FORGETFUL);
    assertThat(key.sign(message(), () -> {}, soon())).isNotNull();
    arrange(Mode.FORGETFUL);
    hold("p256", SignatureAlgorithm.ECDSA_P256_SHA256);
    assertThatExceptionOfType(KeyNotFound.class)
        .isThrownBy(() -> key.sign(message(), () -> {}, soon()))
        .withMessageContaining("another key");
  }

  @Test
  void close_letsASignatureUnderWayFinish_andTakesNoOther() throws Exception {
    TokenKeys keys = token(2);
    SigningKey key = keys.open(P256, null, soon());
    arrange(Mode.SLOW);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<SignatureValue> under = threads.submit(() -> key.sign(message(), () -> {}, soon()));
      while (asked(".sign") == 0) {
        LockSupport.parkNanos(10_000_000);
      }
      keys.close();
      assertThatExceptionOfType(PortException.class)
          .isThrownBy(() -> key.sign(message(), () -> {}, soon()));
      assertThat(under.get()).isNotNull();
    }
    assertThat(asked(".sign")).isEqualTo(1);
  }

  @Test
  void environmentOfTheProcess_isNotThatOfTheService() throws IOException {
    token(1).open(P256, null, soon());
    assertThat(Files.readAllLines(directory.resolve("environment")))
        .contains("OF_THE_MODULE", "PATH")
        .isSubsetOf(
            "OF_THE_MODULE",
            "PATH",
            "HOME",
            "USER",
            "LOGNAME",
            "LANG",
            "LC_ALL",
            "TZ",
            "TMPDIR",
            "LD_LIBRARY_PATH",
            "SystemRoot",
            "TEMP",
            "TMP");
  }

  @Test
  void k07_keyNameWithAPin_isRefused_andNotRepeated() throws IOException {
    TokenKeys keys = token(1);
    for (String name :
        List.of("pkcs11:object=p256?pin-value=4711", "pkcs11:object=p256;pin-value=4711")) {
      assertThatExceptionOfType(KeyNotFound.class)
          .isThrownBy(() -> keys.open(new KeyUri(name), null, soon()))
          .satisfies(e -> assertThat(e.toString()).doesNotContain("4711"));
    }
    assertThat(asked(".login")).isZero();
  }
}
