package org.stellaops.signer.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.stellaops.signer.json.JsonTexts.canonical;
import static org.stellaops.signer.json.JsonTexts.refused;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StrictJsonTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          9.8                    | 9.8
          -0                     | 0
          -0.0e5                 | 0
          0e999999999999         | 0
          0.10                   | 0.1
          100.000                | 100
          1e2                    | 100
          1E+2                   | 100
          -1.50                  | -1.5
          1e21                   | 1e+21
          1000000000000000000000 | 1e+21
          100000000000000000000  | 100000000000000000000
          1e300                  | 1e+300
          0.000001               | 0.000001
          0.0000001              | 1e-7
          0.0000012              | 0.0000012
          9007199254740991       | 9007199254740991
          9007199254740992       | 9007199254740992
          9007199254740994       | 9007199254740994
          9007199254740993.5     | 9007199254740994
          333333333.33333329     | 333333333.3333333
          5e-324                 | 5e-324
          1.7976931348623157e308 | 1.7976931348623157e+308
          123456789012345.0      | 123456789012345
          12345678901.2345       | 12345678901.2345
          """)
  void canonical_number_isWrittenAsEcmaScriptDoes(String text, String expected) throws Exception {
    assertThat(canonical(text)).isEqualTo(expected);
    assertThat(canonical("[ " + text + " ]")).isEqualTo("[" + expected + "]");
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          9007199254740993, NUMBER_INEXACT
          -9007199254740993, NUMBER_INEXACT
          9007199254740993.0, NUMBER_INEXACT
          9.007199254740993e15, NUMBER_INEXACT
          12345678901234567, NUMBER_INEXACT
          1.2345678901234567e29, NUMBER_INEXACT
          9223372036854775808, NUMBER_TOO_PRECISE
          0.123456789012345678, NUMBER_TOO_PRECISE
          1e400, NUMBER_OVERFLOW
          -1e400, NUMBER_OVERFLOW
          1e99999999999999, NUMBER_OVERFLOW
          1e-400, NUMBER_UNDERFLOW
          2e-324, NUMBER_UNDERFLOW
          01, INVALID_NUMBER
          -01, INVALID_NUMBER
          1.x, INVALID_NUMBER
          -x, INVALID_NUMBER
          1ex, INVALID_NUMBER
          1e+x, INVALID_NUMBER
          .5, UNEXPECTED_CHARACTER
          +1, UNEXPECTED_CHARACTER
          NaN, UNEXPECTED_CHARACTER
          Infinity, UNEXPECTED_CHARACTER
          0x10, UNEXPECTED_CHARACTER
          """)
  void canonical_badNumber_isRefused(String text, JsonFault fault) {
    InvalidJson refused = refused("{\"a\":[true," + text + "]}");

    assertThat(refused.fault()).isEqualTo(fault);
    assertThat(refused.path()).isEqualTo("$.a[1]");
  }

  @Test
  void canonical_numberAsLongAsTheLimit_isAccepted_oneLonger_isRefused() throws Exception {
    String longest = "1." + "0".repeat(62);

    assertThat(canonical(longest)).isEqualTo("1");
    assertThat(refused(longest + "0").fault()).isEqualTo(JsonFault.NUMBER_TOO_LONG);
    assertThat(refused("1e" + "0".repeat(63)).fault()).isEqualTo(JsonFault.NUMBER_TOO_LONG);
    assertThat(refused("1".repeat(10_000_000)).fault()).isEqualTo(JsonFault.NUMBER_TOO_LONG);
  }

  @Test
  void canonical_text_keepsEveryScalarValue() throws Exception {
    assertThat(canonical("\"Åß語𝄞😀\u007f\u0080\"")).isEqualTo("\"Åß語𝄞😀\u007f\u0080\"");
    assertThat(canonical("\"\\u00c5\\uD834\\udd1E\\/\\u0041\"")).isEqualTo("\"Å𝄞/A\"");
    assertThat(canonical("\"\\u0000\\u001F\\u0008\\b\\f\\n\\r\\t\\\"\\\\\""))
        .isEqualTo("\"\\u0000\\u001f\\b\\b\\f\\n\\r\\t\\\"\\\\\"");
    assertThat(canonical("\"A\\u030a\"")).as("no normalisation").isEqualTo("\"A\u030a\"");
    assertThat(canonical("\"\\ud7ff\\ue000\\ufdcf\\ufdf0\\ufffd\""))
        .isEqualTo("\"\ud7ff\ue000\ufdcf\ufdf0\ufffd\"");
  }

  @Test
  void canonical_names_areSortedByUtf16CodeUnits() throws Exception {
    assertThat(canonical("{\"\ufb33\":1,\"😀\":2,\"\ue000\":3,\"é\":4,\"z\":5,\"\ud7ff\":6}"))
        .isEqualTo("{\"z\":5,\"é\":4,\"\ud7ff\":6,\"😀\":2,\"\ue000\":3,\"\ufb33\":1}");
    assertThat(
            canonical(
                "{\"a\\u0021\":1,\"a\\n\":2,\"a\":3,\"a\\\"\":4,\"a\\\\\":5,\"aZ\":6,\"a]\":7}"))
        .isEqualTo("{\"a\":3,\"a\\n\":2,\"a!\":1,\"a\\\"\":4,\"aZ\":6,\"a\\\\\":5,\"a]\":7}");
    assertThat(canonical("{\"abcdefghj\":1,\"abcdefghi\":2,\"abcdefgh\":3,\"\":4}"))
        .isEqualTo("{\"\":4,\"abcdefgh\":3,\"abcdefghi\":2,\"abcdefghj\":1}");
  }

  static Stream<Arguments> duplicates() {
    return Stream.of(
        arguments("{\"a\":1,\"a\":2}", "$.a", 7),
        arguments("{\"a\":1,\"\\u0061\":2}", "$.a", 7),
        arguments("{\"b\":1,\"a\":2,\"b\":3}", "$.b", 13),
        arguments("{\"x\":[{\"\\u00e9\":1,\"a\":2,\"é\":3}]}", "$.x[0]['é']", 24),
        arguments("{\"\\n\":1,\"\\u000A\":2}", "$['\\u000a']", 8),
        arguments("{\"😀\":1,\"\\ud83d\\ude00\":2}", "$['\\ud83d\\ude00']", 10));
  }

  @ParameterizedTest
  @MethodSource("duplicates")
  void canonical_duplicateName_isRefusedWhereItComesAgain(String text, String path, int offset) {
    InvalidJson refused = refused(text);

    assertThat(refused.fault()).isEqualTo(JsonFault.DUPLICATE_NAME);
    assertThat(refused.path()).isEqualTo(path);
    assertThat(refused.offset()).hasValue(offset);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          80, INVALID_UTF8, a continuation without a lead
          c0af, INVALID_UTF8, overlong in two bytes
          e080af, INVALID_UTF8, overlong in three
          f08080af, INVALID_UTF8, overlong in four
          eda080, INVALID_UTF8, an encoded high surrogate
          edbfbf, INVALID_UTF8, an encoded low surrogate
          f4908080, INVALID_UTF8, over U+10FFFF
          f8888080, INVALID_UTF8, five bytes
          ff, INVALID_UTF8, no lead
          c3, INVALID_UTF8, cut by the quote
          e282, INVALID_UTF8, cut by the quote
          e28241, INVALID_UTF8, cut by a letter
          efb790, NONCHARACTER, U+FDD0
          efb7af, NONCHARACTER, U+FDEF
          efbfbe, NONCHARACTER, U+FFFE
          efbfbf, NONCHARACTER, U+FFFF
          f09fbfbe, NONCHARACTER, U+1FFFE
          f48fbfbf, NONCHARACTER, U+10FFFF
          1f, CONTROL_CHARACTER, U+001F
          00, CONTROL_CHARACTER, U+0000
          0a, CONTROL_CHARACTER, a line break
          5c78, INVALID_ESCAPE, x
          5c27, INVALID_ESCAPE, a single quote
          5c7530303067, INVALID_ESCAPE, a letter that is not hexadecimal
          5c7564383364, LONE_SURROGATE, high then the end
          5c756465303020, LONE_SURROGATE, low alone
          5c75643833645c75643833645c7564653030, LONE_SURROGATE, high then high
          5c75643833645c6e, LONE_SURROGATE, high then another escape
          5c7566646430, NONCHARACTER, escaped U+FDD0
          5c7564383366 5c7564666665, NONCHARACTER, escaped U+1FFFE
          """)
  void canonical_badText_isRefusedAsNameAndAsValue(String hex, JsonFault fault, String why) {
    byte[] text = HexFormat.of().parseHex(hex.replace(" ", ""));
    for (String frame : new String[] {"{\"aaaaaaaaaaaa\":\"bb@\"}", "{\"aaaaaaaaaaaa@\":1}"}) {
      String latin = frame.replace("@", new String(text, StandardCharsets.ISO_8859_1));
      InvalidJson refused =
          refused(latin.getBytes(StandardCharsets.ISO_8859_1), JsonLimits.REQUEST);

      assertThat(refused).as(why).isNotNull();
      assertThat(refused.fault()).as(why).isEqualTo(fault);
      assertThat(refused.path()).startsWith("$").doesNotContain("@");
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      textBlock =
          """
          {             | UNEXPECTED_END
          [1            | UNEXPECTED_END
          [1,           | UNEXPECTED_END
          {"a"          | UNEXPECTED_END
          {"a":         | UNEXPECTED_END
          {"a":1        | UNEXPECTED_END
          "a            | UNEXPECTED_END
          "a\\          | UNEXPECTED_END
          "a\\u00       | UNEXPECTED_END
          -             | UNEXPECTED_END
          1.            | UNEXPECTED_END
          1e            | UNEXPECTED_END
          [1,]          | UNEXPECTED_CHARACTER
          [,1]          | UNEXPECTED_CHARACTER
          [1 2]         | UNEXPECTED_CHARACTER
          [1}           | UNEXPECTED_CHARACTER
          {"a":1]       | UNEXPECTED_CHARACTER
          {"a":1,}      | UNEXPECTED_CHARACTER
          {,}           | UNEXPECTED_CHARACTER
          {a:1}         | UNEXPECTED_CHARACTER
          {'a':1}       | UNEXPECTED_CHARACTER
          {"a" 1}       | UNEXPECTED_CHARACTER
          {"a"::1}      | UNEXPECTED_CHARACTER
          {1:1}         | UNEXPECTED_CHARACTER
          [1/**/]       | UNEXPECTED_CHARACTER
          [1]//x        | TRAILING_DATA
          //x           | UNEXPECTED_CHARACTER
          tru           | UNEXPECTED_CHARACTER
          True          | UNEXPECTED_CHARACTER
          nul           | UNEXPECTED_CHARACTER
          undefined     | UNEXPECTED_CHARACTER
          {} {}         | TRAILING_DATA
          1 1           | TRAILING_DATA
          nulll         | TRAILING_DATA
          ]             | UNEXPECTED_CHARACTER
          [\u00a01]     | UNEXPECTED_CHARACTER
          [\f1]         | UNEXPECTED_CHARACTER
          """)
  void canonical_notJson_isRefused(String text, JsonFault fault) {
    assertThat(refused(text).fault()).isEqualTo(fault);
  }

  @Test
  void canonical_nothing_isRefusedAsEmpty() {
    assertThat(refused("").fault()).isEqualTo(JsonFault.EMPTY);
    assertThat(refused(" \t\r\n").fault()).isEqualTo(JsonFault.EMPTY);
  }

  @Test
  void canonical_byteOrderMarkOrNulAfterTheEnd_isRefused() {
    assertThat(refused("\ufeff{}").fault()).isEqualTo(JsonFault.BYTE_ORDER_MARK);
    assertThat(refused("{}".getBytes(StandardCharsets.UTF_16), JsonLimits.REQUEST).fault())
        .isEqualTo(JsonFault.BYTE_ORDER_MARK);
    assertThat(refused("{}\0").fault()).isEqualTo(JsonFault.TRAILING_DATA);
  }

  @Test
  void canonical_rangeOfAnArray_readsNothingOutsideIt() throws Exception {
    byte[] text = JsonTexts.utf8("9[12]9");

    assertThat(StrictJson.canonical(text, 1, 5, JsonLimits.REQUEST).utf8()).isEqualTo("[12]");
    assertThat(StrictJson.canonical(text, 2, 3, JsonLimits.REQUEST).utf8()).isEqualTo("1");
    assertThat(refused("[1,x]").offset()).hasValue(3);
  }
}
