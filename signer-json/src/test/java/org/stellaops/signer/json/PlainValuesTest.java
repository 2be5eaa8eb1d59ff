package org.stellaops.signer.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlainValuesTest {

  private static String json(@Nullable Object value) {
    Map<String, @Nullable Object> members = new HashMap<>();
    members.put("v", value);
    String text = JsonObject.ofPlain(members).canonical().utf8();
    return text.substring(5, text.length() - 1);
  }

  @Test
  void ofPlain_valuesOfAProgram_areTheirJson() {
    assertThat(json(null)).isEqualTo("null");
    assertThat(json(true)).isEqualTo("true");
    assertThat(json("é\"")).isEqualTo("\"é\\\"\"");
    assertThat(json(-7)).isEqualTo("-7");
    assertThat(json(1L << 53)).isEqualTo("9007199254740992");
    assertThat(json(0.1f)).isEqualTo("0.1");
    assertThat(json(1e21)).isEqualTo("1e+21");
    assertThat(json(new BigDecimal("1.50"))).isEqualTo("1.5");
    assertThat(json(BigInteger.TEN)).isEqualTo("10");
    assertThat(json(Arrays.asList(1, null, Map.of("a", List.of()))))
        .isEqualTo("[1,null,{\"a\":[]}]");
    assertThat(json(new JsonString("x"))).isEqualTo("\"x\"");
  }

  @Test
  void ofPlain_whatTheReaderWouldRefuse_isRefusedWithItsPlace() {
    for (Object wrong :
        List.of(
            Double.NaN,
            Double.POSITIVE_INFINITY,
            (1L << 53) + 1,
            new BigDecimal("0.123456789012345678"),
            "\ud800",
            Instant.EPOCH,
            new int[0],
            Map.of(1, 2))) {
      assertThatThrownBy(() -> json(Map.of("in", wrong)))
          .as("%s", wrong)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("$.v.in");
    }
    assertThatThrownBy(() -> JsonObject.ofPlain(Map.of("\udc00", 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void ofPlain_mapWithinItself_isRefused() {
    Map<String, Object> members = new HashMap<>();
    members.put("self", List.of(members));
    assertThatThrownBy(() -> JsonObject.ofPlain(members))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
