package org.stellaops.signer.fulcio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdentityTokenTest {

  private static String spoilt(String claim, Object value) {
    return SampleTokens.signed(SampleTokens.form(SampleTokens.FAR).claim(claim, value));
  }

  @Test
  void parse_rightToken_readsSubjectAndEnd() {
    IdentityToken token = IdentityToken.parse(SampleTokens.until(SampleTokens.FAR));

    assertThat(token.subject()).isEqualTo(SampleTokens.SUBJECT);
    assertThat(token.expiry()).isEqualTo(SampleTokens.FAR);
    assertThat(token).hasToString("IdentityToken[" + SampleTokens.SUBJECT + "]");
  }

  @Test
  void parse_anythingElse_isRefused_andNotRepeated() {
    String right = SampleTokens.until(SampleTokens.FAR);
    List<String> wrong =
        new ArrayList<>(
            List.of(
                "", "x", "..", right + ".x", right + "=", " " + right, right.replace(".", "..")));
    wrong.add(SampleTokens.signed(SampleTokens.form(SampleTokens.FAR).without("sub")));
    wrong.add(SampleTokens.signed(SampleTokens.form(SampleTokens.FAR).without("exp")));
    wrong.add(spoilt("sub", 7));
    wrong.add(spoilt("sub", ""));
    wrong.add(spoilt("sub", "DSSEv1 28 application"));
    wrong.add(spoilt("sub", "a\nb"));
    wrong.add(spoilt("sub", "gr\u00fc\u00dfe"));
    wrong.add(spoilt("sub", "a".repeat(1025)));
    wrong.add(spoilt("exp", "soon"));
    wrong.add(spoilt("exp", -1));
    wrong.add(spoilt("exp", 1.5));
    wrong.add(spoilt("exp", 253_402_300_800L));
    wrong.add(spoilt("padding", "x".repeat(IdentityToken.MAX_CHARS)));
    for (String each : wrong) {
      assertThatIllegalArgumentException()
          .as(each)
          .isThrownBy(() -> IdentityToken.parse(each))
          .satisfies(refused -> {
            if (each.length() > 10) {
              assertThat(refused.getMessage()).doesNotContain(each.substring(0, 10));
            }
          });
    }
  }
}
