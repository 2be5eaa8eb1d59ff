package org.stellaops.signer.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;

class VisibleTextTest {

  @ParameterizedTest
  @CsvSource({
    "001b, ESC begins a command to the terminal",
    "0007, rings",
    "0008, takes a character back",
    "000d, goes to the start of the line",
    "0000, NUL",
    "007f, DEL",
    "009b, CSI in one character",
    "00ad, soft hyphen",
    "200b, zero width space",
    "200f, right-to-left mark",
    "202e, right-to-left override",
    "2028, line separator",
    "2029, paragraph separator",
    "2066, isolate",
    "feff, byte order mark",
    "fdd0, noncharacter",
    "ffff, noncharacter",
    "d800, half of a character"
  })
  void of_characterThatCannotBeSeen_isItsEscape(String code, String what) {
    String text = "a" + (char) Integer.parseInt(code, 16) + "b";

    assertThat(VisibleText.of(text)).as(what).isEqualTo("a\\u" + code + "b");
    assertThat(VisibleText.line(text)).as(what).isEqualTo("a\\u" + code + "b");
  }

  @Test
  void of_characterBeyondTheFirstPlane_isTwoEscapesOrItself() {
    assertThat(VisibleText.of(Character.toString(0xE0041))).isEqualTo("\\udb40\\udc41");
    assertThat(VisibleText.of("\ud83d\ude00 é 文")).isEqualTo("\ud83d\ude00 é 文");
  }

  @Test
  void line_withEndsOfLinesAndTabs_isOne() {
    assertThat(VisibleText.of("a\n\tb")).isEqualTo("a\n\tb");
    assertThat(VisibleText.line("a\n\tb\r")).isEqualTo("a\\u000a\\u0009b\\u000d");
  }

  @Test
  void json_withWhatCannotBeSeen_isTheSameJson() throws InvalidJson {
    String document = "{\r\n\"a\": \"\u202e\u007f\u009b\"}";
    String shown = VisibleText.json(document);

    assertThat(shown).doesNotContain("\u202e", "\u007f", "\u009b", "\r").contains("\\u202e");
    assertThat(parsed(shown).string("a")).isEqualTo(parsed(document).string("a"));
  }

  private static JsonObject parsed(String document) throws InvalidJson {
    return (JsonObject) JsonValue.parse(Bytes.utf8(document), JsonLimits.REQUEST);
  }
}
