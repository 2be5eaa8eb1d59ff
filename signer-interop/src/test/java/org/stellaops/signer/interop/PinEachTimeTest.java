package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
import org.stellaops.signer.ports.PortException;
import org.stellaops.signer.ports.SigningKey;

/**
 * A key of SoftHSM2 that wants its PIN for each signature (CKA_ALWAYS_AUTHENTICATE), beside one
 * that does not, in four sessions at one time.
 */
class PinEachTimeTest {

  private static final SignatureAlgorithm P256 = SignatureAlgorithm.ECDSA_P256_SHA256;
  private static final PreAuthEncoding MESSAGE = PreAuthEncoding.of("t", Bytes.utf8("m"));
  private static final int SIGNATURES = 24;

  @TempDir private Path directory;
  private SoftHsm token;
  private KeyBackend backend;
  private String each;
  private String once;

  @BeforeEach
  void open() throws IOException {
    token = new SoftHsm(directory);
    each = token.newKeyWithPinEachTime();
    once = token.newKey(P256);
    FaultyModule module = new FaultyModule(directory);
    backend = token.open(module.file(), token.token(), SoftHsm.PIN, 4, module.environment());
  }

  @AfterEach
  void close() {
    if (backend != null) {
      backend.close();
    }
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(60), Ticker.system());
  }

  private SigningKey key(String name) {
    return backend.open(SoftHsm.uri(name), null, soon());
  }

  private static SignatureValue sign(SigningKey key) {
    return key.sign(MESSAGE, () -> {}, soon());
  }

  private void assertVerifies(String name, SignatureValue made) throws GeneralSecurityException {
    Signature check = P256.newSignature();
    check.initVerify(token.publicKey(name));
    MESSAGE.update(check);
    assertThat(check.verify(made.bytes().toByteArray())).isTrue();
  }

  private void arrange(String fault) throws IOException {
    Files.createFile(directory.resolve(fault));
  }

  private int logins(String kind) throws IOException {
    Path file = directory.resolve(kind);
    return Files.exists(file) ? Files.readAllLines(file).size() : 0;
  }

  /** A token that drops such a login at whatever is asked of it next. */
  @Test
  void sign_besideAKeyThatTakesThePinOnce_logsInForEachSignatureOfTheOneAlone() throws Exception {
    arrange("forgets");
    SigningKey first = key(each);
    SigningKey second = key(once);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<SignatureValue>> ofFirst = new ArrayList<>();
      List<Future<SignatureValue>> ofSecond = new ArrayList<>();
      for (int i = 0; i < SIGNATURES; i++) {
        ofFirst.add(threads.submit(() -> sign(first)));
        ofSecond.add(threads.submit(() -> sign(second)));
      }
      for (Future<SignatureValue> made : ofFirst) {
        assertVerifies(each, made.get());
      }
      for (Future<SignatureValue> made : ofSecond) {
        assertVerifies(once, made.get());
      }
    }
    assertThat(logins("logins-to-sign")).isEqualTo(SIGNATURES);
    assertThat(logins("logins")).isEqualTo(1);
  }

  /** K07: whoever waits for the token while it refuses the PIN does not try it again. */
  @Test
  void k07_pinRefusedForASignature_isTriedOnce_howeverManyAskAtOneTime() throws Exception {
    SigningKey first = key(each);
    SigningKey second = key(once);
    assertVerifies(each, sign(first));
    arrange("pin-refused-to-sign");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < SIGNATURES; i++) {
        all.add(
            threads.submit(() ->
                assertThatExceptionOfType(BackendRefused.class)
                    .isThrownBy(() -> sign(first))
                    .withMessageContaining("PIN")
                    .withMessageNotContaining(SoftHsm.PIN)));
      }
      for (Future<?> refused : all) {
        refused.get();
      }
    }
    assertThatExceptionOfType(BackendRefused.class).isThrownBy(() -> sign(second));
    assertThatExceptionOfType(BackendRefused.class).isThrownBy(() -> key(once));
    assertThatExceptionOfType(DependencyUnavailable.class)
        .isThrownBy(() -> backend.requireReachable(soon()));
    assertThat(logins("logins-to-sign")).isEqualTo(2);
    assertThat(logins("logins")).isEqualTo(1);
  }

  /** K07: such a code may be the vendor's word for a wrong PIN. */
  @Test
  void k07_vendorErrorAtTheLoginForASignature_isTriedTwice_howeverManyAskAtOneTime()
      throws Exception {
    SigningKey key = key(each);
    arrange("vendor-error-to-log-in-to-sign");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < SIGNATURES; i++) {
        all.add(
            threads.submit(
                () -> assertThatExceptionOfType(PortException.class).isThrownBy(() -> sign(key))));
      }
      for (Future<?> failed : all) {
        failed.get();
      }
    }
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> sign(key))
        .withMessageContaining("before a reload");
    assertThat(logins("logins-to-sign")).isEqualTo(2);
    assertThat(logins("logins")).isEqualTo(1);
  }

  @Test
  void failedLoginForASignature_leavesNoOperationInItsSession() throws Exception {
    SigningKey key = key(each);
    arrange("vendor-error-to-log-in-to-sign-once");
    assertThatExceptionOfType(DependencyUnavailable.class).isThrownBy(() -> sign(key));
    for (int sessions = 0; sessions < 8; sessions++) {
      assertVerifies(each, sign(key));
    }
    assertThat(directory.resolve("found-active")).doesNotExist();
    assertThat(logins("logins")).isEqualTo(1);
  }

  /** K07: a process that has no use for the PIN has not got it: a new login gives it. */
  @Test
  void k07_pin_isKeptOnlyWhereAKeyWantsItEachTime() throws Exception {
    Path other = Files.createDirectory(directory.resolve("other"));
    SoftHsm plain = new SoftHsm(other);
    String before = plain.newKey(P256);
    FaultyModule module = new FaultyModule(other);
    try (KeyBackend opened =
        plain.open(module.file(), plain.token(), SoftHsm.PIN, 4, module.environment())) {
      assertThat(sign(opened.open(SoftHsm.uri(before), null, soon()))).isNotNull();
      String later = plain.newKeyWithPinEachTime();
      SigningKey key = opened.open(SoftHsm.uri(later), null, soon());
      assertThat(sign(key)).isNotNull();
      assertThat(Files.readAllLines(other.resolve("logins"))).hasSize(2);
      assertThat(Files.readAllLines(other.resolve("logins-to-sign"))).hasSize(1);
      assertThat(sign(key)).isNotNull();
      assertThat(Files.readAllLines(other.resolve("logins"))).hasSize(2);
    }
  }

  /** K07. */
  @Test
  void k07_lastTryOfThePin_beforeASignature_isLeftForPeople() throws IOException {
    SigningKey key = key(each);
    arrange("last-try");
    for (int i = 0; i < 3; i++) {
      assertThatExceptionOfType(BackendRefused.class)
          .isThrownBy(() -> sign(key))
          .withMessageContaining("one more PIN");
    }
    assertThat(logins("logins-to-sign")).isZero();
    assertThat(logins("logins")).isEqualTo(1);
  }
}
