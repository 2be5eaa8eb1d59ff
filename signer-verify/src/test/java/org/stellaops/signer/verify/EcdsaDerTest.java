package org.stellaops.signer.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.testkit.registry.DocumentSigner;
import org.stellaops.signer.words.Bytes;

class EcdsaDerTest {

  private static Bytes hex(String text) {
    return Bytes.adopt(HexFormat.of().parseHex(text));
  }

  @Test
  void isCanonical_manyRealSignatures_holds() {
    DocumentSigner small = DocumentSigner.p256();
    DocumentSigner large = DocumentSigner.p384();
    for (int i = 0; i < 500; i++) {
      assertThat(EcdsaDer.isCanonical(small.sign("t", Bytes.empty()), 32)).isTrue();
      assertThat(EcdsaDer.isCanonical(large.sign("t", Bytes.empty()), 48)).isTrue();
    }
  }

  @Test
  void isCanonical_shortIntegers_holds() {
    assertThat(EcdsaDer.isCanonical(hex("3006020101020101"), 32)).isTrue();
    assertThat(EcdsaDer.isCanonical(hex("300702020081020101"), 32)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "30",
        "3006020100020101",
        "3006020101020100",
        "3006020181020101",
        "300702020001020101",
        "300602010102010100",
        "3005020101020101",
        "300602010102020100",
        "308106020101020101",
        "3106020101020101",
        "3006030101020101",
        "300602010103010100",
        "30050201010200"
      })
  void isCanonical_anyLooserForm_doesNotHold(String text) {
    assertThat(EcdsaDer.isCanonical(hex(text), 32)).isFalse();
  }
}
