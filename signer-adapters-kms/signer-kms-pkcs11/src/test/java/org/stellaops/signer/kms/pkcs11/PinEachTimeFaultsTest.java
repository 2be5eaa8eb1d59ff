package org.stellaops.signer.kms.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.kms.pkcs11.FakeToken.Mode;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.SignatureValue;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.SigningKey;
import org.stellaops.signer.testkit.signing.KeyPairs;

/** A key that wants its PIN for each signature, with a fake of the process and eight sessions. */
class PinEachTimeFaultsTest {

  private static final Duration CALL = Duration.ofSeconds(2);

  @TempDir private Path directory;
  private TokenKeys keys;
  private SigningKey key;

  @BeforeEach
  void open() throws IOException {
    KeyPair pair = KeyPairs.generate(SignatureAlgorithm.ECDSA_P256_SHA256);
    Files.write(directory.resolve("pin-each-time.spki"), pair.getPublic().getEncoded());
    Files.write(directory.resolve("pin-each-time.p8"), pair.getPrivate().getEncoded());
    keys =
        Pkcs11.keys(
            "hsm",
            new TokenLogin(
                FakeToken.command(directory),
                8,
                "module",
                "pkcs11:token=x",
                "pin"::toCharArray,
                Map.of(),
                CALL));
    key = keys.open(new KeyUri("pkcs11:object=pin-each-time"), null, soon());
  }

  @AfterEach
  void close() {
    keys.close();
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(30), Ticker.system());
  }

  private SignatureValue sign() {
    return key.sign(PreAuthEncoding.of("t", Bytes.utf8("m")), () -> {}, soon());
  }

  private long asked(String what) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(what)).count();
    }
  }

  /** Eight times 300 ms are more than one call may take. */
  @Test
  void sign_manyAtOneTimeOnASlowToken_areNotStuck() throws Exception {
    Files.createFile(directory.resolve(Mode.SLOW.name()));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<SignatureValue>> all = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        all.add(threads.submit(this::sign));
      }
      for (Future<SignatureValue> each : all) {
        assertThat(each.get()).isNotNull();
      }
    }
    assertThat(asked(".sign")).isEqualTo(10);
    assertThat(asked(".login")).isEqualTo(1);
  }

  /** K07: a vendor's word for a wrong PIN, which nobody knows for one. */
  @Test
  void k07_loginForASignatureThatFails_isTriedTwice_byOneProcess() throws IOException {
    Path fails = directory.resolve(Mode.SIGN_LOGIN_FAILED.name());
    for (int i = 0; i < 3; i++) {
      Files.createFile(fails);
      assertThatExceptionOfType(DependencyUnavailable.class)
          .isThrownBy(this::sign)
          .satisfies(e -> assertThat(e.mayHaveHappened()).isFalse());
      Files.delete(fails);
      assertThat(sign()).as("one that is good begins the count anew").isNotNull();
    }
    Files.createFile(fails);
    assertThatExceptionOfType(DependencyUnavailable.class).isThrownBy(this::sign);
    for (int i = 0; i < 5; i++) {
      assertThatExceptionOfType(BackendRefused.class)
          .isThrownBy(this::sign)
          .withMessageContaining("before a reload");
    }
    assertThat(asked(".sign")).isEqualTo(8);
    assertThat(asked(".login")).isEqualTo(1);
  }
}
