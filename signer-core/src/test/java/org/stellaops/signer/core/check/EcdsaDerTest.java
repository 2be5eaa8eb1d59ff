package org.stellaops.signer.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.words.Bytes;

class EcdsaDerTest {

  @ParameterizedTest
  @ValueSource(strings = {"3006020101020101", "300702020080020101", "300702017f02020100"})
  void isCanonical_minimalPositiveIntegers_isTrue(String hex) {
    assertThat(EcdsaDer.isCanonical(Bytes.adopt(HexFormat.of().parseHex(hex)))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "30060201010201",
        "300602010102010100",
        "3106020101020101",
        "3006030101020101",
        "3006020101030101",
        "3006020181020101",
        "300702020001020101",
        "300702010102020001",
        "3006020100020101",
        "308106020101020101",
        "30800201010201010000",
        "3006020201010201",
        "3006020001020101",
        "3009020101020101020101",
        "3005020101020101"
      })
  void isCanonical_anyOtherEncoding_isFalse(String hex) {
    assertThat(EcdsaDer.isCanonical(Bytes.adopt(HexFormat.of().parseHex(hex)))).isFalse();
  }
}
