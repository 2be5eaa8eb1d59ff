package org.stellaops.signer.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stellaops.signer.json.JsonTexts.canonical;
import static org.stellaops.signer.json.JsonTexts.refused;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class StrictJsonLimitsTest {

  @Test
  void canonical_depthAtTheLimit_isAccepted_oneDeeper_isRefused() throws Exception {
    String deepest = "[".repeat(128) + "]".repeat(128);

    assertThat(canonical(deepest)).isEqualTo(deepest);
    assertThat(refused("[" + deepest + "]").fault()).isEqualTo(JsonFault.TOO_DEEP);
  }

  @Test
  void canonical_depthTenThousand_isRefusedWithAShortPath() {
    for (String opening : new String[] {"[", "{\"a\":", "[{\"long'name\":"}) {
      InvalidJson refused = refused(opening.repeat(10_000));

      assertThat(refused.fault()).isEqualTo(JsonFault.TOO_DEEP);
      assertThat(refused.path()).startsWith("$").hasSizeLessThanOrEqualTo(200);
    }
  }

  @Test
  void canonical_nameOverFourKibibytes_isRefused_escapesCountAsWhatTheyDenote() throws Exception {
    String longest = "n".repeat(4096);
    String escaped = "\\u0001".repeat(4096);

    assertThat(canonical("{\"" + longest + "\":1}")).hasSize(4096 + 6);
    assertThat(canonical("{\"" + escaped + "\":1}")).hasSize(6 * 4096 + 6);
    InvalidJson refused = refused("{\"" + longest + "n\":1}");
    assertThat(refused.fault()).isEqualTo(JsonFault.NAME_TOO_LONG);
    assertThat(refused.path()).hasSizeLessThanOrEqualTo(200);
    assertThat(refused("{\"" + escaped + "é\":1}").fault()).isEqualTo(JsonFault.NAME_TOO_LONG);
  }

  @Test
  void canonical_halfAMillionNames_areSortedInTime_aMillion_areRefused() {
    String many = names(500_000);
    String[] result = new String[1];

    Assertions.assertTimeoutPreemptively(Duration.ofSeconds(30), () -> result[0] = canonical(many));
    assertThat(result[0])
        .startsWith("{\"k10000000\":0,\"k10000001\":0")
        .endsWith("\"k10499999\":0}");
    assertThat(refused(names(1_000_000)).fault()).isEqualTo(JsonFault.TOO_MANY_MEMBERS);
  }

  @Test
  void canonical_manyMembersInNestedObjects_countTogether() {
    JsonLimits limits = new JsonLimits(16, 4096, 64, 5, 1000);

    assertThat(refused(JsonTexts.utf8("{\"a\":1,\"b\":{\"c\":{\"d\":1,\"e\":2}}}"), limits))
        .isNull();
    assertThat(
            refused(
                JsonTexts.utf8("{\"a\":{\"c\":1},\"b\":{\"c\":{\"d\":1,\"e\":2}},\"f\":0}"),
                limits))
        .isNull();
    assertThat(
            refused(JsonTexts.utf8("{\"a\":1,\"b\":{\"c\":{\"d\":1,\"e\":2,\"f\":3}}}"), limits)
                .fault())
        .isEqualTo(JsonFault.TOO_MANY_MEMBERS);
  }

  @Test
  void canonical_textOrItsCanonicalFormOverMaxBytes_isRefused() {
    JsonLimits limits = JsonLimits.REQUEST.withMaxBytes(1000);
    byte[] spaced = JsonTexts.utf8("[" + " ".repeat(998) + "]");
    byte[] longer = JsonTexts.utf8("[" + " ".repeat(999) + "]");
    byte[] growing = JsonTexts.utf8("[" + "1e20,".repeat(150) + "0]");
    byte[] justOver = JsonTexts.utf8("[" + "1e20,".repeat(45) + "1234567890]");

    assertThat(refused(spaced, limits)).isNull();
    assertThat(refused(longer, limits).fault()).isEqualTo(JsonFault.TOO_LARGE);
    assertThat(refused(growing, limits).fault()).isEqualTo(JsonFault.TOO_LARGE);
    assertThat(refused(justOver, limits).fault()).isEqualTo(JsonFault.TOO_LARGE);
    assertThat(refused(growing, JsonLimits.REQUEST.withMaxBytes(4000))).isNull();
  }

  @Test
  void canonical_objectsOutOfOrderAtEveryLevel_staysInTime() throws Exception {
    StringBuilder text = new StringBuilder();
    text.append("{\"b\":".repeat(127)).append('"').append("x".repeat(4_000_000)).append('"');
    text.append(",\"a\":1}".repeat(127));

    String result =
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(20), () -> canonical(text.toString()));

    assertThat(result)
        .startsWith("{\"a\":1,\"b\":{\"a\":1,\"b\":{")
        .endsWith("xx\"" + "}".repeat(127));
  }

  @Test
  void path_ofHostileNames_isEscapedAndBounded() {
    assertThat(refused("{\"a\\r\\nInjected: x\\u202e\":x}").path())
        .isEqualTo("$['a\\u000d\\u000aInjected: x\\u202e']");
    assertThat(refused("{\"na\\\"me\":{\"it's\":{\"b\\\\c\":x}}}").path())
        .isEqualTo("$['na\"me']['it\\'s']['b\\\\c']");
    assertThat(refused("{\"predicate\":{\"components\":[0,1,2,{\"v_1\":x}]}}").path())
        .isEqualTo("$.predicate.components[3].v_1");
    assertThat(refused("{\"1\":{\"\":{\"__proto__\":x}}}").path())
        .isEqualTo("$['1'][''].__proto__");
    InvalidJson longName = refused("{\"" + "語".repeat(1000) + "\":{\"end\":x}}");
    assertThat(longName.path()).hasSizeLessThanOrEqualTo(200).endsWith("…'].end");
    assertThat(longName.getMessage()).hasSizeLessThan(400);
  }

  @Test
  void limits_outOfRange_cannotBeMade() {
    assertThatThrownBy(() -> JsonLimits.REQUEST.withMaxBytes(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new JsonLimits(0, 1, 1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String names(int count) {
    StringBuilder text = new StringBuilder(count * 15).append('{');
    for (int i = count - 1; i >= 0; i--) {
      text.append("\"k").append(10_000_000 + i).append("\":0").append(i == 0 ? '}' : ',');
    }
    return text.toString();
  }
}
