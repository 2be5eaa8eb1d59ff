package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.KeyNotFound;

/** Tokens, keys and PINs as people name them, made by other programs. */
class SoftHsmNamesTest {

  @TempDir private Path directory;

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(20), Ticker.system());
  }

  /**
   * By a shell that writes the bytes, since arguments of a process have the locale's characters.
   */
  private static void shell(SoftHsm token, String script) {
    Command.of(Path.of("/bin/sh"), "-ec", script)
        .env("SOFTHSM2_CONF", token.conf())
        .env("UTIL", Tools.softHsmUtil().toString())
        .env("TOOL", Tools.pkcs11Tool().toString())
        .env("MODULE", Tools.softHsmModule().toString())
        .succeed();
  }

  private static boolean verifies(PinnedKey key, PreAuthEncoding message, Bytes made)
      throws GeneralSecurityException {
    Signature check = key.algorithm().newSignature();
    check.initVerify(key.key());
    message.update(check);
    return check.verify(made.toByteArray());
  }

  @Test
  void tokenKeyAndPin_beyondAscii_areUtf8() {
    try (SoftHsm token = new SoftHsm(directory)) {
      shell(
          token,
          """
          label=$(printf 'caf\\303\\251')
          pin=$(printf 'p\\303\\257n-\\342\\202\\254')
          "$UTIL" --init-token --free --label "$label" --so-pin 12345678 --pin "$pin"
          "$TOOL" --module "$MODULE" --token-label "$label" --login --pin "$pin" --keypairgen \
            --key-type EC:secp256r1 --label "$(printf 'cl\\303\\251 1')" --id 00ff
          """);
      try (KeyBackend backend =
          token.open(
              Tools.softHsmModule(), "pkcs11:token=caf%C3%A9", "p\u00efn-\u20ac", 2, Map.of())) {
        for (String name :
            new String[] {"object=cl%C3%A9%201", "id=%00%ff", "id=%00%FF;object=cl%c3%a9%201"}) {
          assertThat(
                  backend
                      .open(new KeyUri("pkcs11:" + name), null, soon())
                      .sign(PreAuthEncoding.of("t", Bytes.utf8("m")), () -> {}, soon()))
              .isNotNull();
        }
        for (String name : new String[] {"object=cl", "id=%00", "id=%00%ff;object=cl"}) {
          assertThatExceptionOfType(KeyNotFound.class)
              .isThrownBy(() -> backend.open(new KeyUri("pkcs11:" + name), null, soon()));
        }
      }
    }
  }

  @Test
  void nameOfTwoKeys_isRefused() {
    try (SoftHsm token = new SoftHsm(directory);
        KeyBackend backend = token.open(SoftHsm.PIN)) {
      for (String id : new String[] {"01", "02"}) {
        token.tool("--keypairgen", "--key-type", "EC:secp256r1", "--label", "both", "--id", id);
      }
      assertThatExceptionOfType(KeyNotFound.class)
          .isThrownBy(() -> backend.open(new KeyUri("pkcs11:object=both"), null, soon()))
          .withMessageContaining("several");
      Bytes first =
          backend.open(new KeyUri("pkcs11:object=both;id=%01"), null, soon()).pin().spki();
      Bytes second = backend.open(new KeyUri("pkcs11:id=%02"), null, soon()).pin().spki();
      assertThat(first).isNotEqualTo(second);
    }
  }

  @Test
  void rsaKeysOfEachSize_signByBothPaddings() throws GeneralSecurityException {
    try (SoftHsm token = new SoftHsm(directory);
        KeyBackend backend = token.open(SoftHsm.PIN)) {
      for (int bits : new int[] {2048, 3072, 4096}) {
        token.tool(
            "--keypairgen",
            "--key-type",
            "rsa:" + bits,
            "--label",
            "rsa" + bits,
            "--id",
            "0" + bits / 1024);
        for (SignatureAlgorithm algorithm :
            new SignatureAlgorithm[] {
              SignatureAlgorithm.RSA_PKCS1_SHA256, SignatureAlgorithm.RSA_PSS_SHA256
            }) {
          var key = backend.open(new KeyUri("pkcs11:object=rsa" + bits), algorithm, soon());
          var message = PreAuthEncoding.of("t", Bytes.utf8("m"));
          Bytes made = key.sign(message, () -> {}, soon()).bytes();
          assertThat(made.size()).isEqualTo(bits / 8);
          assertThat(verifies(key.pin(), message, made)).isTrue();
        }
      }
    }
  }
}
