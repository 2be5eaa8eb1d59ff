package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.security.Signature;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.NewKeyKind;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.KeyBackendOptions;
import org.stellaops.signer.ports.SigningKey;

/** Keys that the PKCS#11 backend makes on a token of SoftHSM2. */
class SoftHsmNewKeysTest {

  private static final KeyUri KEY = new KeyUri("pkcs11:object=made;id=%01%ff");

  @TempDir private Path directory;

  private static Deadline soon() {
    return Deadline.in(Duration.ofMinutes(2), Ticker.system());
  }

  private static PinnedKey create(SoftHsm token, KeyUri key, SignatureAlgorithm algorithm) {
    return SoftHsm.type()
        .create(
            new KeyBackendOptions(
                "hsm",
                Map.of(
                    "module",
                    Tools.softHsmModule().toString(),
                    "token",
                    token.token(),
                    "environment",
                    "SOFTHSM2_CONF=" + token.conf()),
                Map.of("pin", SoftHsm.PIN::toCharArray)),
            key,
            NewKeyKind.of(algorithm, null),
            soon());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "ML_DSA_.*")
  void key_ofEachAlgorithm_signs_andNeverLeavesTheToken(SignatureAlgorithm algorithm)
      throws Exception {
    try (SoftHsm token = new SoftHsm(directory);
        KeyBackend backend = token.open(SoftHsm.PIN)) {
      PinnedKey made = create(token, KEY, algorithm);

      SigningKey key = backend.open(KEY, algorithm, soon());
      var message = PreAuthEncoding.of("t", Bytes.utf8("m"));
      Signature check = made.algorithm().newSignature();
      check.initVerify(made.key());
      message.update(check);

      assertThat(key.pin()).isEqualTo(made);
      assertThat(check.verify(key.sign(message, () -> {}, soon()).bytes().toByteArray())).isTrue();
      assertThat(token.tool("--list-objects", "--type", "privkey"))
          .containsPattern("Usage: +sign\\n")
          .contains("sensitive, always sensitive, never extractable, local");
    }
  }

  @Test
  void name_thatIsTaken_isRefused_andTheKeyStays() {
    try (SoftHsm token = new SoftHsm(directory);
        KeyBackend backend = token.open(SoftHsm.PIN)) {
      PinnedKey made = create(token, KEY, SignatureAlgorithm.ECDSA_P256_SHA256);
      for (String name : new String[] {"object=made;id=%02", "object=other;id=%01%ff"}) {
        assertThatExceptionOfType(BackendRefused.class)
            .isThrownBy(
                () -> create(token, new KeyUri("pkcs11:" + name), SignatureAlgorithm.ED25519))
            .withMessageContaining("has a key of this label or id");
      }
      assertThat(backend.open(KEY, null, soon()).pin()).isEqualTo(made);
    }
  }
}
