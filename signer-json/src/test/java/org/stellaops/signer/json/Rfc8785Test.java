package org.stellaops.signer.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.stellaops.signer.json.JsonTexts.canonical;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.signer.model.Bytes;

class Rfc8785Test {
  private static final String SECTION_3_2_4 =
      """
      7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a
      5b3333333333333333332e333333333333332c31652b33302c342e352c302e3030322c31652d3237
      5d2c22737472696e67223a22e282ac245c75303030665c6e4127425c225c5c5c5c5c222f227d
      """;

  @Test
  void canonical_section322Sample_givesTheBytesOfSection324() throws Exception {
    Bytes result =
        StrictJson.canonical(
            Bytes.utf8(
                """
                {
                  "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                  "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
                  "literals": [null, true, false]
                }\
                """),
            JsonLimits.REQUEST);

    assertThat(result.hex()).isEqualTo(SECTION_3_2_4.replaceAll("\\s", ""));
  }

  @Test
  void canonical_section323Sample_sortsByUtf16CodeUnits() throws Exception {
    String result =
        canonical(
            """
            {
              "\\u20ac": "Euro Sign",
              "\\r": "Carriage Return",
              "\\ufb33": "Hebrew Letter Dalet With Dagesh",
              "1": "One",
              "\\ud83d\\ude00": "Emoji: Grinning Face",
              "\\u0080": "Control",
              "\\u00f6": "Latin Small Letter O With Diaeresis"
            }\
            """);

    assertThat(result)
        .isEqualTo(
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small"
                + " Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning"
                + " Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
  }

  static Stream<String> appendixB() {
    return lines("/jcs/appendix-b.txt");
  }

  @ParameterizedTest
  @MethodSource("appendixB")
  void canonical_appendixBNumber_isWrittenAsTheTableSays(String line) throws Exception {
    String[] row = line.split(" ");
    double value = Double.longBitsToDouble(Long.parseUnsignedLong(row[0], 16));

    assertThat(NumberScan.ecmaScript(value)).isEqualTo(row[1]);
    assertThat(canonical(row[1])).isEqualTo(row[1]);
  }

  /** The published SHA-256 of the first million lines of the series. */
  @Test
  void canonical_firstMillionNumbersOfTheSeries_hashAsPublished() throws Exception {
    MessageDigest lines = MessageDigest.getInstance("SHA-256");
    NumberSeries series = new NumberSeries();
    for (int i = 0; i < 1_000_000; i++) {
      double value = series.next();
      byte[] text = JsonTexts.utf8(NumberScan.ecmaScript(value));
      Bytes result = StrictJson.canonical(text, 0, text.length, JsonLimits.REQUEST);
      lines.update(JsonTexts.utf8(Long.toHexString(Double.doubleToRawLongBits(value)) + ","));
      result.update(lines);
      lines.update((byte) '\n');
    }
    assertThat(HexFormat.of().formatHex(lines.digest()))
        .isEqualTo("49415fee2c56c77864931bd3624faad425c3c577d6d74e89a83bc725506dad16");
  }

  @ParameterizedTest
  @MethodSource("sharedVectors")
  void canonical_sharedVector_givesItsBytes(String name) throws Exception {
    Path folder = sharedFolder();
    if (!Files.isDirectory(folder)) {
      abort("not run: the folder shared/vectors/jcs is not beside the checkout");
    }
    byte[] input = Files.readAllBytes(folder.resolve("input/" + name + ".json"));
    String hex = Files.readString(folder.resolve("outhex/" + name + ".txt")).replaceAll("\\s", "");

    assertThat(StrictJson.canonical(input, 0, input.length, JsonLimits.REQUEST).hex())
        .isEqualTo(hex);
  }

  static List<String> sharedVectors() {
    return List.of("arrays", "french", "structures", "unicode", "values", "weird");
  }

  private static Path sharedFolder() {
    Path root = Path.of("").toAbsolutePath();
    while (root.getParent() != null && !Files.exists(root.resolve("signer-ports"))) {
      root = root.getParent();
    }
    return root.resolveSibling("shared").resolve("vectors/jcs");
  }

  static Stream<String> lines(String resource) {
    try (InputStream in = Rfc8785Test.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines().filter(line -> !line.startsWith("#")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
