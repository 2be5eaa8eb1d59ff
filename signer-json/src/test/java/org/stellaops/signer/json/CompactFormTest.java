package org.stellaops.signer.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Bytes;

class CompactFormTest {

  @Test
  void read_threeParts_areDecoded() {
    CompactForm form = CompactForm.read("YQ.YmM.", 7).orElseThrow();

    assertThat(form.header()).isEqualTo(Bytes.utf8("a"));
    assertThat(form.claims()).isEqualTo(Bytes.utf8("bc"));
    assertThat(form.signature()).isEqualTo(Bytes.empty());
    assertThat(form.signingInput()).isEqualTo(Bytes.utf8("YQ.YmM"));
  }

  @Test
  void read_anythingElse_isNone() {
    for (String text :
        List.of(
            "",
            "YQ",
            "YQ.YmM",
            "YQ.YmM.YQ.YQ",
            "YQ==.YmM.YQ",
            "YQ.Y+M.YQ",
            "YR.YmM.YQ",
            "é.YQ.YQ")) {
      assertThat(CompactForm.read(text, 100)).as(text).isEmpty();
    }
    assertThat(CompactForm.read("YQ.YmM.", 6)).isEmpty();
  }

  /** Fulcio made a piece of each of a token's dots. */
  @Test
  void cve202566506_nothingButDots_isNoneAtOnce() {
    String dots = ".".repeat(50_000_000);
    long begun = System.nanoTime();
    assertThat(CompactForm.read(dots, 8192)).isEmpty();
    assertThat(CompactForm.read(dots, Integer.MAX_VALUE)).isEmpty();
    assertThat(System.nanoTime() - begun).isLessThan(5_000_000_000L);
  }
}
