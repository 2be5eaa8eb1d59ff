package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.SignatureValue;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.KeyNotFound;
import org.stellaops.signer.ports.SigningKey;

/**
 * What a vendor's module can do to the process that holds it, by one with faults before SoftHSM2.
 */
class FaultyModuleTest {

  private static final SignatureAlgorithm P256 = SignatureAlgorithm.ECDSA_P256_SHA256;
  private static final PreAuthEncoding MESSAGE = PreAuthEncoding.of("t", Bytes.utf8("m"));

  @TempDir private Path directory;
  private SoftHsm token;
  private KeyBackend backend;
  private String name;

  @BeforeEach
  void open() throws IOException {
    token = new SoftHsm(directory);
    name = token.newKey(P256);
    FaultyModule module = new FaultyModule(directory);
    backend = token.open(module.file(), token.token(), SoftHsm.PIN, 1, module.environment());
  }

  @AfterEach
  void close() {
    if (backend != null) {
      backend.close();
    }
  }

  private void arrange(String fault) throws IOException {
    Files.createFile(directory.resolve(fault));
  }

  private void over(String fault) throws IOException {
    Files.delete(directory.resolve(fault));
  }

  private int logins() {
    try {
      return Files.readAllLines(directory.resolve("logins")).size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(30), Ticker.system());
  }

  private SigningKey key() {
    return backend.open(SoftHsm.uri(name), null, soon());
  }

  private void assertSigns(SigningKey key) {
    try {
      SignatureValue made = afterPauses(() -> key.sign(MESSAGE, () -> {}, soon()));
      Signature check = P256.newSignature();
      check.initVerify(token.publicKey(name));
      MESSAGE.update(check);
      assertThat(check.verify(made.bytes().toByteArray())).isTrue();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static SignatureValue afterPauses(Callable<SignatureValue> call) {
    for (int i = 0; ; i++) {
      try {
        return call.call();
      } catch (DependencyUnavailable pausing) {
        assertThat(i).as("comes back by itself: %s", pausing).isLessThan(150);
        LockSupport.parkNanos(100_000_000);
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }

  private void assertUnavailable(SigningKey key, boolean may) {
    assertThat(catchThrowable(() -> key.sign(MESSAGE, () -> {}, soon())))
        .isInstanceOfSatisfying(
            DependencyUnavailable.class, e -> assertThat(e.mayHaveHappened()).isEqualTo(may));
  }

  private static ProcessHandle worker() {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.info().commandLine().orElse("").contains("TokenWorker"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void k08_moduleThatCrashes_endsItsProcessAlone_andLeavesNoDump() throws IOException {
    SigningKey key = key();
    assertSigns(key);
    arrange("crash");
    assertUnavailable(key, true);
    assertSigns(key);
    assertThat(Path.of("").toAbsolutePath().toFile().list())
        .noneMatch(file -> file.startsWith("hs_err") || file.startsWith("core"));
  }

  @Test
  void moduleThatHangsInASignature_isReplaced() throws IOException {
    SigningKey key = key();
    assertSigns(key);
    arrange("hangs");
    assertUnavailable(key, true);
    over("hangs");
    assertSigns(key);
  }

  @Test
  void deviceError_afterTheTokenSigned_mayHaveHappened() throws IOException {
    SigningKey key = key();
    arrange("device-error");
    assertUnavailable(key, true);
    assertSigns(key);
  }

  @Test
  void sessionThatIsLost_isReplacedByOneLogin_andTheCallerHearsNothing() throws IOException {
    SigningKey key = key();
    assertSigns(key);
    arrange("session-lost");
    assertThat(key.sign(MESSAGE, () -> {}, soon())).isNotNull();
    assertThat(logins()).isEqualTo(2);
    arrange("attribute-session-lost");
    assertSigns(key());
    assertThat(logins()).isEqualTo(3);
  }

  @Test
  void keyUnderAnotherHandle_isFoundAgain() throws IOException {
    SigningKey key = key();
    arrange("other-handle");
    assertThat(key.sign(MESSAGE, () -> {}, soon())).isNotNull();
    assertThat(logins()).isEqualTo(1);
  }

  @Test
  void sessionWithAnOperationThatNobodyEnded_isReplaced() throws IOException {
    SigningKey key = key();
    arrange("leaves-operation");
    for (int i = 0; i < 20; i++) {
      assertThat(key.sign(MESSAGE, () -> {}, soon())).isNotNull();
    }
    assertThat(logins()).isEqualTo(1);
  }

  @Test
  void moduleThatPrintsOrAsks_disturbsNoAnswer() throws IOException {
    SigningKey key = key();
    arrange("prints");
    arrange("asks");
    for (int i = 0; i < 20; i++) {
      assertThat(key.sign(MESSAGE, () -> {}, soon())).isNotNull();
    }
    assertThat(logins()).isEqualTo(1);
  }

  @Test
  void errorOfTheVendor_isUnavailable_withFewLogins() throws IOException {
    SigningKey key = key();
    assertSigns(key);
    arrange("vendor-error");
    for (int i = 0; i < 50; i++) {
      assertUnavailable(key, false);
    }
    assertThat(logins()).isLessThan(10);
    over("vendor-error");
    assertSigns(key);
  }

  @Test
  void keyThatMayNotSign_isNotFound() throws IOException {
    arrange("may-not-sign");
    assertThatExceptionOfType(KeyNotFound.class)
        .isThrownBy(this::key)
        .withMessageContaining("CKA_SIGN");
  }

  /** K07. */
  @Test
  void k07_lastTryOfThePin_isLeftForPeople() throws IOException {
    arrange("last-try");
    for (int i = 0; i < 3; i++) {
      assertThatExceptionOfType(BackendRefused.class)
          .isThrownBy(this::key)
          .withMessageContaining("one more PIN");
    }
    assertThat(directory.resolve("logins")).doesNotExist();
  }

  @Test
  void loginThatHangs_keepsNobodyLongerThanItsDeadline() throws IOException {
    arrange("login-hangs");
    long start = System.nanoTime();
    Deadline second = Deadline.in(Duration.ofSeconds(1), Ticker.system());
    assertThatExceptionOfType(DependencyUnavailable.class)
        .isThrownBy(() -> backend.requireReachable(second));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    over("login-hangs");
    assertSigns(key());
    assertThat(logins()).isEqualTo(1);
  }

  /** A supervisor sends its signal to every process of a service that still answers its callers. */
  @Test
  void terminationSignal_doesNotEndTheProcessBeforeTheService() throws Exception {
    SigningKey key = key();
    for (String signal : List.of("-TERM", "-INT", "-HUP")) {
      new ProcessBuilder("kill", signal, Long.toString(worker().pid())).start().waitFor();
    }
    LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
    assertThat(key.sign(MESSAGE, () -> {}, soon())).isNotNull();
    assertThat(logins()).isEqualTo(1);
    ProcessHandle ending = worker();
    backend.close();
    ending.onExit().join();
  }
}
