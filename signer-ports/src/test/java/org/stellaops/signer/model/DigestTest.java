package org.stellaops.signer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {

  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void of_abc_isTheVectorOfFips180() {
    assertThat(Digest.of(Bytes.utf8("abc"))).hasToString("sha256:" + ABC);
  }

  @Test
  void parse_itsOwnText_isEqual() {
    Digest digest = Digest.parse("sha256:" + ABC);
    assertThat(digest).isEqualTo(new Digest(ABC)).isEqualTo(Digest.of(Bytes.utf8("abc")));
    assertThat(digest.bytes().hex()).isEqualTo(ABC);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ABC,
        "sha256:",
        "SHA256:" + ABC,
        "sha512:" + ABC,
        "sha256:" + ABC + "0",
        "sha256: " + ABC,
        "sha256:" + ABC + "\n",
        "sha256:BA7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "sha256:\u0662a7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
      })
  void parse_anyOtherText_isRefused(String text) {
    assertThatThrownBy(() -> Digest.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
