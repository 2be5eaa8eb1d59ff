package org.stellaops.signer.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.json.JsonTexts.canonical;
import static org.stellaops.signer.json.JsonTexts.oracle;
import static org.stellaops.signer.json.JsonTexts.refused;
import static org.stellaops.signer.json.JsonTexts.utf8;

import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.stellaops.signer.model.Bytes;

class StrictJsonPropertiesTest {

  @Property(tries = 2000)
  void canonical_anyDocument_equalsTheOtherImplementation(@ForAll long seed) throws Exception {
    RandomJson random = new RandomJson(seed);
    String text = random.write(random.document());

    assertThat(canonical(text)).isEqualTo(oracle(utf8(text)));
  }

  @Property(tries = 1000)
  void canonical_sameDocumentWrittenInAnyWay_givesTheSameBytes(@ForAll long seed) throws Exception {
    RandomJson random = new RandomJson(seed);
    Object document = random.document();
    String once = canonical(random.write(document));

    assertThat(canonical(random.write(document))).isEqualTo(once);
    assertThat(canonical(once)).isEqualTo(once);
  }

  @Property(tries = 1000)
  void tree_anyDocument_writesTheCanonicalBytes(@ForAll long seed) throws Exception {
    RandomJson random = new RandomJson(seed);
    Bytes text = Bytes.utf8(random.write(random.document()));
    Bytes canonical = StrictJson.canonical(text, JsonLimits.REQUEST);

    JsonValue tree = JsonValue.parse(text, JsonLimits.REQUEST);

    assertThat(tree.canonical()).isEqualTo(canonical);
    if (tree instanceof JsonObject) {
      assertThat(StrictJson.object(text, JsonLimits.REQUEST).canonical()).isEqualTo(canonical);
    }
  }

  @Property(tries = 5000)
  void canonical_anyDecimal_isExactOrShortestOrRefused(
      @ForAll long digits,
      @ForAll @IntRange(max = 17) int length,
      @ForAll @IntRange(min = -30, max = 30) int scale)
      throws Exception {
    String unscaled = Long.toString(digits);
    BigDecimal exact =
        new BigDecimal(
                unscaled
                    .substring(0, Math.min(unscaled.length(), length + 2))
                    .replaceAll("-$", "-1"))
            .scaleByPowerOfTen(scale);
    for (String text : new String[] {exact.toString(), exact.toPlainString()}) {
      InvalidJson refused = refused(text);
      BigDecimal plain = exact.stripTrailingZeros();
      if (refused == null) {
        assertThat(canonical(text))
            .isEqualTo(oracle(utf8("[" + text + "]")).replaceAll("[\\[\\]]", ""));
      }
      if (plain.precision() <= 15) {
        assertThat(refused).isNull();
        assertThat(new BigDecimal(canonical(text))).isEqualByComparingTo(exact);
      } else if (plain.precision() > 17) {
        assertThat(refused.fault()).isEqualTo(JsonFault.NUMBER_TOO_PRECISE);
      } else if (plain.scale() <= 0) {
        String written = NumberScan.ecmaScript(exact.doubleValue());
        boolean kept = new BigDecimal(written).compareTo(exact) == 0;
        assertThat(refused == null).isEqualTo(kept);
      }
    }
  }

  /** Whatever the bytes: a canonical form that both implementations agree on, or a refusal. */
  @Property(tries = 5000)
  void canonical_damagedDocument_isRefusedOrAgreedOn(@ForAll long seed) throws Exception {
    RandomJson generator = new RandomJson(seed);
    byte[] text = utf8(generator.write(generator.document()));
    Random random = new Random(seed);
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      int at = random.nextInt(text.length);
      text[at] =
          random.nextBoolean()
              ? (byte) random.nextInt(256)
              : (byte) "{}[]\":,\\u0e.-\ufeff".charAt(random.nextInt(14));
    }
    int to = random.nextInt(10) == 0 ? random.nextInt(text.length + 1) : text.length;

    Bytes result;
    try {
      result = StrictJson.canonical(text, 0, to, JsonLimits.REQUEST);
    } catch (InvalidJson refused) {
      assertThat(refused.offset().getAsInt()).isBetween(0, to);
      assertThat(refused.path()).startsWith("$").hasSizeLessThanOrEqualTo(200);
      return;
    }
    assertThat(isUtf8(text, to)).isTrue();
    byte[] accepted = java.util.Arrays.copyOf(text, to);
    char first = result.utf8().charAt(0);
    if (first == '{' || first == '[') {
      assertThat(result.utf8()).isEqualTo(oracle(accepted));
    }
  }

  @Property(tries = 2000)
  void canonical_randomBytes_neverThrowAnythingElse(@ForAll byte[] text) {
    InvalidJson refused = refused(text, JsonLimits.TOKEN);

    assertThat(refused == null || refused.fault() != null).isTrue();
  }

  private static boolean isUtf8(byte[] text, int to) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(text, 0, to));
      return true;
    } catch (CharacterCodingException malformed) {
      return false;
    }
  }
}
