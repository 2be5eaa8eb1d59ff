package org.stellaops.signer.core.claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;

/** The bounds of claims, each from both of its sides. */
class CheckedTokenTest {

  private static CheckedToken token(String claim) throws InvalidClaim {
    return CheckedToken.read(Bytes.utf8("{}"), Bytes.utf8("{\"c\":" + claim + "}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "~", "a b", "abcd"})
  void text_ofPrintableCharacters_isRead(String text) throws Exception {
    assertThat(token("\"" + text + "\"").text("c", 4)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abcde", "\\u001f", "\\u007f", "é", "a\\tb"})
  void text_ofOtherCharactersOrLength_isRefused(String text) {
    assertThatThrownBy(() -> token("\"" + text + "\"").text("c", 4))
        .isInstanceOf(InvalidClaim.class);
  }

  @Test
  void instant_firstAndLastSecond_areRead() throws Exception {
    assertThat(token("1").instant("c")).isEqualTo(Instant.ofEpochSecond(1));
    assertThat(token("253402300799").instant("c")).isEqualTo(Instant.parse("9999-12-31T23:59:59Z"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "253402300800", "1.5", "\"1\""})
  void instant_outsideThem_isRefused(String value) {
    assertThatThrownBy(() -> token(value).instant("c")).isInstanceOf(InvalidClaim.class);
  }

  @Test
  void count_zero_isRead() throws Exception {
    assertThat(token("0").count("c")).isZero();
    assertThatThrownBy(() -> token("-1").count("c")).isInstanceOf(InvalidClaim.class);
  }
}
