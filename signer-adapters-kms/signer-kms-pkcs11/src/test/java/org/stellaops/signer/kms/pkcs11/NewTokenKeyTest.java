package org.stellaops.signer.kms.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.kms.pkcs11.FakeToken.Mode;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.NewKeyKind;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.DependencyUnavailable;

/** What is said of a new key on a token, with a fake of the process. */
class NewTokenKeyTest {

  @TempDir private Path directory;

  private PinnedKey create(String uri, SignatureAlgorithm algorithm) {
    TokenLogin login =
        new TokenLogin(
            FakeToken.command(directory),
            1,
            "module",
            "pkcs11:token=x",
            "pin"::toCharArray,
            Map.of(),
            Duration.ofSeconds(5));
    return Pkcs11.create(
        login,
        new KeyUri(uri),
        NewKeyKind.of(algorithm, null),
        Deadline.in(Duration.ofSeconds(30), Ticker.system()));
  }

  private long asked() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".create")).count();
    }
  }

  @Test
  void create_givesThePublicKey_underTheAlgorithmThatWasAskedFor() throws Exception {
    PinnedKey made = create("pkcs11:object=new;id=%01", SignatureAlgorithm.RSA_PSS_SHA256);

    assertThat(made.algorithm()).isEqualTo(SignatureAlgorithm.RSA_PSS_SHA256);
    assertThat(made.spki().toByteArray())
        .isEqualTo(Files.readAllBytes(directory.resolve("new.spki")));
  }

  @Test
  void create_thatTheTokenRefuses_isRefused_andNotAskedAgain() throws Exception {
    Files.createFile(directory.resolve(Mode.CREATE_REFUSED.name()));

    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> create("pkcs11:object=new;id=%01", SignatureAlgorithm.ED25519))
        .withMessageContaining("the fake says so");
    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void create_withoutAnAnswer_saysThatThereMayBeAKey_andIsNotAskedAgain() throws Exception {
    Files.createFile(directory.resolve(Mode.CREATE_ENDS.name()));

    assertThatExceptionOfType(DependencyUnavailable.class)
        .isThrownBy(() -> create("pkcs11:object=new;id=%01", SignatureAlgorithm.ED25519))
        .withMessageContaining("may have made the key pkcs11:object=new;id=%01");
    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void create_keyThatIsOfAnotherKindThanAskedFor_isToldAsMade() {
    assertThatExceptionOfType(DependencyUnavailable.class)
        .isThrownBy(() -> create("pkcs11:object=new;id=%01", SignatureAlgorithm.ECDSA_P256_SHA256))
        .withMessageContaining("the token made the key pkcs11:object=new;id=%01");
  }

  @Test
  void create_nameWithoutLabelOrId_orAlgorithmThatTokensDoNotHave_isRefusedUnasked()
      throws Exception {
    for (String name : new String[] {"pkcs11:object=new", "pkcs11:id=%01"}) {
      assertThatExceptionOfType(BackendRefused.class)
          .isThrownBy(() -> create(name, SignatureAlgorithm.ED25519));
    }
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> create("pkcs11:object=new;id=%01", SignatureAlgorithm.ML_DSA_65))
        .withMessageContaining("ML-DSA");
    assertThat(asked()).isZero();
  }
}
