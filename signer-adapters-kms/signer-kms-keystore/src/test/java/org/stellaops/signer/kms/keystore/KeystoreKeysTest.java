package org.stellaops.signer.kms.keystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.Security;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.KeyNotFound;

class KeystoreKeysTest {

  private static final String PASSWORD = "right password";
  private static final KeyPair PAIR = Pkcs12.ec("secp256r1");
  private static final KeyUri SBOM = new KeyUri("keystore:sbom");

  @TempDir private Path directory;

  @Test
  void open_passwordUsed_isOverwritten() {
    char[] password = PASSWORD.toCharArray();
    KeystoreKeys.open(plainFile(), () -> password).close();
    assertThat(password).containsOnly('\0');
  }

  @Test
  void open_wrongPassword_isRefusedAndOverwritten() {
    char[] password = "wrong-password".toCharArray();
    Throwable refused = catchThrowable(() -> KeystoreKeys.open(plainFile(), () -> password));
    assertThat(refused).isInstanceOf(BackendRefused.class).hasMessageContaining("password");
    assertThat(refused.toString()).doesNotContain("wrong-password");
    assertThat(password).containsOnly('\0');
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "p\u00e4ssword", "line\n"})
  void open_passwordOutsideTheForm_isRefusedUntold(String password) {
    assertThatThrownBy(() -> KeystoreKeys.open(plainFile(), password::toCharArray))
        .isInstanceOf(BackendRefused.class)
        .hasMessageContaining("printable ASCII");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rw-rw-rw-"})
  void open_fileThatOthersMayTouch_isRefusedWithTheRemedy(String permissions) throws Exception {
    Path file = plainFile();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    assertThatThrownBy(() -> KeystoreKeys.open(file, PASSWORD::toCharArray))
        .isInstanceOf(BackendRefused.class)
        .hasMessageContaining("chmod 600 " + file);
  }

  @Test
  void open_absentFile_isUnavailable() {
    assertThatThrownBy(
            () -> KeystoreKeys.open(directory.resolve("absent.p12"), PASSWORD::toCharArray))
        .isInstanceOf(DependencyUnavailable.class);
  }

  @Test
  void open_anyTruncatedFile_isRefused() throws Exception {
    byte[] whole = Files.readAllBytes(plainFile());
    for (int length = 0; length < whole.length; length += 97) {
      Path file = write("cut" + length, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> KeystoreKeys.open(file, PASSWORD::toCharArray))
          .as("%d bytes", length)
          .isInstanceOf(BackendRefused.class);
    }
  }

  @Test
  void open_anyChangedByte_isRefusedOrChangesNoKey() throws Exception {
    byte[] whole = Files.readAllBytes(plainFile());
    PinnedKey right = PinnedKey.of(PAIR.getPublic());
    for (int i = 0; i < whole.length; i += 41) {
      byte[] changed = whole.clone();
      changed[i] ^= 1;
      Path file = write("changed" + i, changed);
      try (KeystoreKeys keys = KeystoreKeys.open(file, PASSWORD::toCharArray)) {
        assertThat(keys.open(SBOM, null, soon()).pin()).as("byte %d", i).isEqualTo(right);
      } catch (BackendRefused | KeyNotFound expected) {
        assertThat(expected).hasMessageNotContaining(PASSWORD);
      }
    }
  }

  @Test
  void open_certificateOfAnotherKey_isRefused() {
    Path file =
        new Pkcs12()
            .key("sbom", PAIR, Pkcs12.selfSigned(Pkcs12.ec("secp256r1")), PASSWORD)
            .write(directory.resolve("mixed.p12"), PASSWORD);
    assertThatThrownBy(() -> KeystoreKeys.open(file, PASSWORD::toCharArray))
        .isInstanceOf(BackendRefused.class)
        .hasMessageContaining("does not belong to its certificate");
  }

  @Test
  void open_entryUnderAnotherPassword_isRefused() {
    Path file =
        new Pkcs12()
            .key("sbom", PAIR, Pkcs12.selfSigned(PAIR), "another")
            .write(directory.resolve("two.p12"), PASSWORD);
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> KeystoreKeys.open(file, PASSWORD::toCharArray))
        .withMessageContaining("another password");
  }

  @Test
  void sign_anotherCaseOfTheAlias_isNotFound() {
    try (KeystoreKeys keys = KeystoreKeys.open(plainFile(), PASSWORD::toCharArray)) {
      assertThatThrownBy(() -> keys.open(new KeyUri("keystore:SBOM"), null, soon()))
          .isInstanceOf(KeyNotFound.class);
    }
  }

  @Test
  void sign_sameMessageTwice_givesTheSameBytes() {
    var message = PreAuthEncoding.of("t", Bytes.utf8("same"));
    try (KeystoreKeys keys = KeystoreKeys.open(plainFile(), PASSWORD::toCharArray);
        KeystoreKeys again = KeystoreKeys.open(plainFile(), PASSWORD::toCharArray)) {
      assertThat(keys.open(SBOM, null, soon()).sign(message, () -> {}, soon()))
          .isEqualTo(again.open(SBOM, null, soon()).sign(message, () -> {}, soon()));
    }
  }

  @Test
  void open_leavesThePlatformsProvidersAlone() {
    KeystoreKeys.open(plainFile(), PASSWORD::toCharArray).close();
    assertThat(Security.getProvider("BC")).isNull();
  }

  private Path plainFile() {
    return new Pkcs12()
        .key("sbom", PAIR, Pkcs12.selfSigned(PAIR), PASSWORD)
        .write(directory.resolve("plain.p12"), PASSWORD);
  }

  private Path write(String name, byte[] content) throws Exception {
    Path file = directory.resolve(name);
    Files.write(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(30), Ticker.system());
  }
}
