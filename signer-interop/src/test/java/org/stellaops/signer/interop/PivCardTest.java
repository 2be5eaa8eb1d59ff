package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.SignatureValue;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.KeyBackendOptions;
import org.stellaops.signer.ports.SigningKey;

/**
 * Keys of a PIV card through OpenSC's library, pcscd and a virtual reader, which are real; only the
 * card is a fake, and counts the PINs that it is given.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class PivCardTest {

  private static final String PIN = "471108";
  private static final SignatureAlgorithm P256 = SignatureAlgorithm.ECDSA_P256_SHA256;

  /** The names that OpenSC gives to the keys of the slots. */
  private static final KeyUri AUTHENTICATION = new KeyUri("pkcs11:object=PIV%20AUTH%20key;id=%01");

  private static final KeyUri SIGNATURE = new KeyUri("pkcs11:object=SIGN%20key;id=%02");
  private static final KeyUri CARD_AUTHENTICATION = new KeyUri("pkcs11:id=%04");

  @TempDir private Path directory;
  private VirtualReader reader;
  private FakePivApplication application;
  private FakePivCard card;
  private final List<KeyBackend> opened = new ArrayList<>();

  @BeforeEach
  void putIn() {
    reader = new VirtualReader(directory);
    // Another card each time: OpenSC may remember the certificates of one by its number.
    UUID guid = UUID.randomUUID();
    application =
        new FakePivApplication(
            PIN,
            ByteBuffer.allocate(16)
                .putLong(guid.getMostSignificantBits())
                .putLong(guid.getLeastSignificantBits())
                .array());
    card = new FakePivCard(reader.port(), application);
    card.putIn();
  }

  @AfterEach
  void close() {
    opened.forEach(KeyBackend::close);
    if (card != null) {
      card.close();
    }
    if (reader != null) {
      reader.close();
    }
  }

  private PivSlot slot(int reference, SignatureAlgorithm algorithm) {
    PivSlot made = PivSlot.made(directory, reference, algorithm);
    application.put(made);
    return made;
  }

  private KeyBackend backend(String pin) {
    KeyBackend backend =
        SoftHsm.type()
            .open(
                new KeyBackendOptions(
                    "card",
                    Map.of(
                        "module",
                        Tools.openScModule().toString(),
                        "token",
                        "pkcs11:manufacturer=piv_II",
                        "sessions",
                        "4",
                        "callTime",
                        "20000",
                        "environment",
                        reader.environment()),
                    Map.of("pin", pin::toCharArray)));
    opened.add(backend);
    return backend;
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(60), Ticker.system());
  }

  /** The reader looks for its card from time to time, and so does the backend. */
  private static <T> T afterPauses(Callable<T> call) throws Exception {
    for (int i = 0; ; i++) {
      try {
        return call.call();
      } catch (DependencyUnavailable pausing) {
        assertThat(i).as("comes back by itself: %s", pausing).isLessThan(300);
        LockSupport.parkNanos(100_000_000);
      }
    }
  }

  private static SigningKey open(KeyBackend backend, KeyUri key) throws Exception {
    return afterPauses(() -> backend.open(key, null, soon()));
  }

  private static PreAuthEncoding message(int number) {
    return PreAuthEncoding.of("t", Bytes.utf8("message " + number));
  }

  private static SignatureValue sign(SigningKey key, int number) {
    return key.sign(message(number), () -> {}, soon());
  }

  private static void assertVerifies(
      PivSlot slot, SignatureAlgorithm algorithm, SignatureValue made, int number)
      throws GeneralSecurityException {
    Signature check = algorithm.newSignature();
    check.initVerify(slot.publicKey());
    message(number).update(check);
    assertThat(check.verify(made.bytes().toByteArray())).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = SignatureAlgorithm.class,
      names = {"ECDSA_P256_SHA256", "ECDSA_P384_SHA384", "RSA_PKCS1_SHA256", "RSA_PSS_SHA256"})
  void sign_keyOfEachSlot_verifies_andTheSlotHasThePinAsOftenAsItWants(SignatureAlgorithm signs)
      throws Exception {
    SignatureAlgorithm made =
        signs == SignatureAlgorithm.RSA_PSS_SHA256 ? SignatureAlgorithm.RSA_PKCS1_SHA256 : signs;
    Map<KeyUri, PivSlot> slots =
        Map.of(
            AUTHENTICATION, slot(PivSlot.AUTHENTICATION, made),
            SIGNATURE, slot(PivSlot.SIGNATURE, made),
            CARD_AUTHENTICATION, slot(PivSlot.CARD_AUTHENTICATION, made));
    KeyBackend backend = backend(PIN);
    for (Map.Entry<KeyUri, PivSlot> each : slots.entrySet()) {
      SigningKey key = afterPauses(() -> backend.open(each.getKey(), signs, soon()));
      assertThat(key.isInSoftware()).isFalse();
      for (int i = 0; i < 3; i++) {
        assertVerifies(each.getValue(), signs, sign(key, i), i);
      }
    }
    assertThat(application.signatures()).isEqualTo(9);
    assertThat(application.pinsTaken()).as("a login, and three signatures of 9C").isEqualTo(4);
    assertThat(application.triesLeft()).isEqualTo(3);
  }

  /** What another request does on the card in between would take the PIN of 9C away again. */
  @Test
  void sign_severalSlotsAtOneTime_eachSignatureVerifies() throws Exception {
    PivSlot first = slot(PivSlot.AUTHENTICATION, P256);
    PivSlot second = slot(PivSlot.SIGNATURE, P256);
    KeyBackend backend = backend(PIN);
    SigningKey ofFirst = open(backend, AUTHENTICATION);
    SigningKey ofSecond = open(backend, SIGNATURE);
    int signatures = 20;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<SignatureValue>> all = new ArrayList<>();
      for (int i = 0; i < signatures; i++) {
        int number = i;
        all.add(threads.submit(() -> sign(number % 2 == 0 ? ofFirst : ofSecond, number)));
      }
      for (int i = 0; i < signatures; i++) {
        assertVerifies(i % 2 == 0 ? first : second, P256, all.get(i).get(), i);
      }
    }
    assertThat(application.signatures()).isEqualTo(signatures);
    assertThat(application.pinsTaken()).isEqualTo(1 + signatures / 2);
  }

  @Test
  void k07_wrongPin_isTriedOnce() {
    slot(PivSlot.SIGNATURE, P256);
    KeyBackend backend = backend("999999");
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> open(backend, SIGNATURE))
        .withMessageContaining("PIN");
    for (int i = 0; i < 5; i++) {
      assertThatExceptionOfType(BackendRefused.class)
          .isThrownBy(() -> backend.open(SIGNATURE, null, soon()));
    }
    assertThat(application.pinsTaken()).isEqualTo(1);
    assertThat(application.triesLeft()).isEqualTo(2);
  }

  /** K07: the login was good, and the PIN for a signature no longer is. */
  @Test
  void k07_pinChangedOnTheCard_isTriedOnce_howeverManySignaturesAreAskedFor() throws Exception {
    slot(PivSlot.AUTHENTICATION, P256);
    PivSlot slot = slot(PivSlot.SIGNATURE, P256);
    KeyBackend backend = backend(PIN);
    SigningKey key = open(backend, SIGNATURE);
    SigningKey other = open(backend, AUTHENTICATION);
    assertVerifies(slot, P256, sign(key, 1), 1);
    application.changePin("999999");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Throwable>> all = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        all.add(threads.submit(() -> catchThrowable(() -> sign(key, 2))));
      }
      for (Future<Throwable> each : all) {
        assertThat(each.get())
            .isInstanceOf(BackendRefused.class)
            .hasMessageContaining("not tried again before a reload");
      }
    }
    assertThatExceptionOfType(BackendRefused.class).isThrownBy(() -> sign(other, 3));
    assertThat(application.pinsTaken()).as("login, signature, and one that was wrong").isEqualTo(3);
    assertThat(application.triesLeft()).isEqualTo(2);
  }

  /** K07. */
  @Test
  void k07_lastTryOfThePin_isLeftForTheHolder() {
    slot(PivSlot.SIGNATURE, P256);
    application.mistakePin();
    application.mistakePin();
    KeyBackend backend = backend(PIN);
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> open(backend, SIGNATURE))
        .withMessageContaining("one more PIN");
    assertThat(application.pinsTaken()).isZero();
  }

  @Test
  void cardPulledOut_isUnavailable_andSignsWhenItIsBack() throws Exception {
    PivSlot slot = slot(PivSlot.SIGNATURE, P256);
    KeyBackend backend = backend(PIN);
    SigningKey key = open(backend, SIGNATURE);
    assertVerifies(slot, P256, sign(key, 1), 1);
    card.pullOut();
    for (int i = 0; i < 5; i++) {
      assertThatExceptionOfType(DependencyUnavailable.class).isThrownBy(() -> sign(key, 2));
    }
    assertThatExceptionOfType(DependencyUnavailable.class)
        .isThrownBy(() -> backend.requireReachable(soon()));
    card.putIn();
    assertVerifies(slot, P256, afterPauses(() -> sign(key, 3)), 3);
    assertThat(application.triesLeft()).isEqualTo(3);
  }
}
