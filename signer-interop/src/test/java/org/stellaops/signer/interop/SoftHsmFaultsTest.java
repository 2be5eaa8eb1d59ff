package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
import org.stellaops.signer.ports.KeyNotFound;
import org.stellaops.signer.ports.SigningKey;

/** What can happen to a token and to the process that holds its module, on a real one. */
class SoftHsmFaultsTest {

  private static final SignatureAlgorithm P256 = SignatureAlgorithm.ECDSA_P256_SHA256;

  @TempDir private Path directory;

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(20), Ticker.system());
  }

  private static boolean verifies(PublicKey key, PreAuthEncoding message, SignatureValue made)
      throws GeneralSecurityException {
    Signature check = P256.newSignature();
    check.initVerify(key);
    message.update(check);
    return check.verify(made.bytes().toByteArray());
  }

  private static List<ProcessHandle> workers() {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.info().commandLine().orElse("").contains("TokenWorker"))
        .toList();
  }

  /** KEY: 100 ends of the process under load lose no answer, and every answer verifies. */
  @Test
  void processKilled_hundredTimesUnderLoad_everyAnswerVerifies_andItComesBack() throws Exception {
    try (SoftHsm token = new SoftHsm(directory);
        KeyBackend backend = token.open(SoftHsm.PIN)) {
      String name = token.newKey(P256);
      PublicKey publicKey = token.publicKey(name);
      SigningKey key = backend.open(SoftHsm.uri(name), null, soon());
      AtomicBoolean over = new AtomicBoolean();
      AtomicInteger good = new AtomicInteger();
      AtomicInteger failed = new AtomicInteger();
      Callable<Void> load =
          () -> {
            for (int i = 0; !over.get(); i++) {
              PreAuthEncoding message = PreAuthEncoding.of("t", Bytes.utf8("message " + i));
              try {
                assertThat(verifies(publicKey, message, key.sign(message, () -> {}, soon())))
                    .isTrue();
                good.incrementAndGet();
              } catch (DependencyUnavailable typed) {
                failed.incrementAndGet();
              }
            }
            return null;
          };
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<Void>> callers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          callers.add(threads.submit(load));
        }
        for (int killed = 0; killed < 100; ) {
          int before = good.get();
          long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
          while (good.get() == before && System.nanoTime() < end) {
            LockSupport.parkNanos(5_000_000);
          }
          assertThat(good.get()).as("signs again after %d ends", killed).isGreaterThan(before);
          for (ProcessHandle worker : workers()) {
            worker.destroyForcibly();
            killed++;
          }
        }
        over.set(true);
        for (Future<Void> caller : callers) {
          caller.get();
        }
      }
      PreAuthEncoding last = PreAuthEncoding.of("t", Bytes.utf8("last"));
      assertThat(verifies(publicKey, last, afterPauses(() -> key.sign(last, () -> {}, soon()))))
          .isTrue();
      System.out.println("100 ends: " + good + " signatures, " + failed + " typed failures");
    }
  }

  private static SignatureValue afterPauses(Callable<SignatureValue> call) throws Exception {
    for (int i = 0; ; i++) {
      try {
        return call.call();
      } catch (DependencyUnavailable pausing) {
        assertThat(i).as("comes back by itself").isLessThan(150);
        LockSupport.parkNanos(100_000_000);
      }
    }
  }

  /** K07: a PIN that the token refuses is tried once, whatever is asked of the backend later. */
  @Test
  void k07_wrongPin_isTriedOnce_andTheTokenIsNotLocked() {
    try (SoftHsm token = new SoftHsm(directory);
        KeyBackend backend = token.open("not-the-pin")) {
      KeyUri key = SoftHsm.uri(token.newKey(P256));
      for (int i = 0; i < 20; i++) {
        assertThatExceptionOfType(BackendRefused.class)
            .isThrownBy(() -> backend.open(key, null, soon()))
            .withMessageContaining("PIN")
            .withMessageNotContaining("not-the-pin");
      }
      assertThatExceptionOfType(DependencyUnavailable.class)
          .isThrownBy(() -> backend.requireReachable(soon()));
      assertThat(token.tool("--list-objects", "--type", "privkey")).contains("Private Key Object");
    }
  }

  @Test
  void k03_keySwappedUnderItsName_isNeverUsedForTheOldOne() {
    try (SoftHsm token = new SoftHsm(directory);
        KeyBackend backend = token.open(SoftHsm.PIN)) {
      String name = token.newKey(P256);
      SigningKey key = backend.open(SoftHsm.uri(name), null, soon());
      token.swapKey(name, P256);
      workers().forEach(ProcessHandle::destroyForcibly);
      PreAuthEncoding message = PreAuthEncoding.of("t", Bytes.utf8("m"));
      assertThatExceptionOfType(KeyNotFound.class)
          .isThrownBy(() -> afterPauses(() -> key.sign(message, () -> {}, soon())))
          .withMessageContaining("another key");
    }
  }

  @Test
  void keyDeleted_isNotFound_andOthersGoOn() throws Exception {
    try (SoftHsm token = new SoftHsm(directory);
        KeyBackend backend = token.open(SoftHsm.PIN)) {
      String gone = token.newKey(P256);
      String stays = token.newKey(P256);
      SigningKey first = backend.open(SoftHsm.uri(gone), null, soon());
      SigningKey second = backend.open(SoftHsm.uri(stays), null, soon());
      token.deleteKey(gone);
      PreAuthEncoding message = PreAuthEncoding.of("t", Bytes.utf8("m"));
      workers().forEach(ProcessHandle::destroyForcibly);
      assertThat(
              verifies(
                  token.publicKey(stays),
                  message,
                  afterPauses(() -> second.sign(message, () -> {}, soon()))))
          .isTrue();
      assertThatExceptionOfType(KeyNotFound.class)
          .isThrownBy(() -> first.sign(message, () -> {}, soon()));
    }
  }

  @Test
  void tokenTakenAway_isUnavailable_andComesBackByItself() throws Exception {
    try (SoftHsm token = new SoftHsm(directory);
        KeyBackend backend = token.open(SoftHsm.PIN)) {
      String name = token.newKey(P256);
      SigningKey key = backend.open(SoftHsm.uri(name), null, soon());
      PreAuthEncoding message = PreAuthEncoding.of("t", Bytes.utf8("m"));
      Path away = token.tokens().resolveSibling("away");
      Files.move(token.tokens(), away);
      Files.createDirectories(token.tokens());
      workers().forEach(ProcessHandle::destroyForcibly);
      assertThatExceptionOfType(DependencyUnavailable.class)
          .isThrownBy(() -> {
            for (int i = 0; i < 50; i++) {
              key.sign(message, () -> {}, soon());
            }
          });
      Files.delete(token.tokens());
      Files.move(away, token.tokens());
      assertThat(
              verifies(
                  token.publicKey(name),
                  message,
                  afterPauses(() -> key.sign(message, () -> {}, soon()))))
          .isTrue();
    }
  }

  @Test
  void stuckProcess_isReplaced_andTheCallFailsByItsTime() throws Exception {
    try (SoftHsm token = new SoftHsm(directory);
        KeyBackend backend = token.open(SoftHsm.PIN)) {
      String name = token.newKey(P256);
      SigningKey key = backend.open(SoftHsm.uri(name), null, soon());
      PreAuthEncoding message = PreAuthEncoding.of("t", Bytes.utf8("m"));
      ProcessHandle stuck = workers().getFirst();
      new ProcessBuilder("kill", "-STOP", Long.toString(stuck.pid())).start().waitFor();
      assertThatExceptionOfType(DependencyUnavailable.class)
          .isThrownBy(() -> key.sign(message, () -> {}, soon()))
          .satisfies(e -> assertThat(e.mayHaveHappened()).isTrue());
      assertThat(
              verifies(
                  token.publicKey(name),
                  message,
                  afterPauses(() -> key.sign(message, () -> {}, soon()))))
          .isTrue();
      assertThat(stuck.isAlive()).isFalse();
    }
  }

  @Test
  void k07_pin_isInNoCommandLineAndNoEnvironment() throws Exception {
    try (SoftHsm token = new SoftHsm(directory);
        KeyBackend backend = token.open(SoftHsm.PIN)) {
      backend.open(SoftHsm.uri(token.newKey(P256)), null, soon());
      long pid = workers().getFirst().pid();
      for (String file : List.of("cmdline", "environ")) {
        assertThat(Files.readString(Path.of("/proc/" + pid + "/" + file)))
            .doesNotContain(SoftHsm.PIN);
      }
    }
  }
}
