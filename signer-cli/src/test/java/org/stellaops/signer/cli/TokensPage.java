package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads docs/tokens.md: its examples, and the rows of its tables of faults. */
final class TokensPage {

  static final String NAME = "docs/tokens.md";

  private static final List<String> WITH_FAULTS =
      List.of("keys", "token", "proof", "request", "poe", "answer");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| (.+) \\| (\\d{3}) \\| `([a-z_]+)` \\| `([a-z0-9-]+)` \\|$");
  private static final Pattern PATCH = Pattern.compile("`(\\{[^`]*\\})`");
  private static final Pattern ACCEPTED = Pattern.compile("(?s)Accepted as well:(.*?)(?:\n\n|$)");

  private TokensPage() {}

  /**
   * One change of an example, and what comes of it.
   *
   * @param change a merge patch, or words
   * @param code empty if the changed example is accepted
   */
  record Row(String example, String change, int status, String code, String reason) {

    /** The examples as they are printed. */
    static final Row PRINTED = new Row("", "{}", 200, "", "");

    boolean isPatch() {
      return change.startsWith("{");
    }

    boolean isAbout(String name) {
      return example.equals(name);
    }

    /** What to merge into the example {@code name}: nothing if the row is about another. */
    ObjectNode patch(String name) {
      return isAbout(name) && isPatch()
          ? (ObjectNode) Samples.json(change)
          : Samples.JSON.createObjectNode();
    }
  }

  static Stream<Row> faults() {
    return WITH_FAULTS.stream().flatMap(TokensPage::faults);
  }

  static Stream<Row> accepted() {
    return WITH_FAULTS.stream().flatMap(TokensPage::accepted);
  }

  static Stream<Row> faults(String example) {
    return ROW.matcher(section(example))
        .results()
        .map(row ->
            new Row(
                example, change(row), Integer.parseInt(row.group(2)), row.group(3), row.group(4)));
  }

  static Stream<Row> accepted(String example) {
    Matcher list = ACCEPTED.matcher(section(example));
    return list.find()
        ? PATCH.matcher(list.group(1)).results().map(p -> new Row(example, p.group(1), 200, "", ""))
        : Stream.empty();
  }

  private static String change(MatchResult row) {
    Matcher patch = PATCH.matcher(row.group(1));
    return patch.matches() ? patch.group(1) : row.group(1);
  }

  static ObjectNode example(String name) {
    return (ObjectNode) Samples.json(block(name, "json"));
  }

  /** The first block of {@code language} after the mark of {@code example}. */
  static String block(String example, String language) {
    return blocks(section(example), language).findFirst().orElseThrow();
  }

  static Stream<String> blocks(String text, String language) {
    return Pattern.compile("(?s)```" + language + "\n(.*?)```")
        .matcher(text)
        .results()
        .map(block -> block.group(1));
  }

  static String text() {
    return Snippets.page(NAME);
  }

  /** From the mark of one example to that of the next. */
  private static String section(String example) {
    int start = text().indexOf("<!-- example: " + example + " -->");
    assertThat(start).as(example).isNotNegative();
    int end = text().indexOf("<!-- example: ", start + 1);
    return text().substring(start, end < 0 ? text().length() : end);
  }

  /** RFC 7396 §2. */
  static void merge(ObjectNode target, JsonNode change) {
    for (Map.Entry<String, JsonNode> member : change.properties()) {
      JsonNode value = member.getValue();
      if (value.isNull()) {
        target.remove(member.getKey());
      } else if (value.isObject() && target.path(member.getKey()).isObject()) {
        merge((ObjectNode) target.get(member.getKey()), value);
      } else {
        target.set(member.getKey(), value);
      }
    }
  }
}
