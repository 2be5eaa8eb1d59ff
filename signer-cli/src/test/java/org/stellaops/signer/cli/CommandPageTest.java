package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Holds the manual's page to the command's own model; {@code -Dstella.rewrite=true} writes the
 * tables anew.
 */
class CommandPageTest {

  private static final String PAGE = "docs/cli.md";
  private static final String END = "<!-- end of options -->";

  static Stream<CommandSpec> verbs() {
    return Verbs.all().stream();
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void page_everyVerb_hasItsSectionWithExampleOptionsAndExitCodes(CommandSpec verb)
      throws IOException {
    if (Boolean.getBoolean("stella.rewrite")) {
      rewrite(verb);
    }

    assertThat(section(verb))
        .contains("```sh\n")
        .containsPattern("(?m)^(.*[ (])?" + verb.qualifiedName() + "( |$)")
        .containsPattern("(?m)^Exit codes: ")
        .contains(start(verb) + table(verb) + END);
  }

  @Test
  void page_sections_areThoseOfTheVerbs() {
    assertThat(Snippets.page(PAGE).lines().filter(line -> line.startsWith("## stella ")))
        .containsExactlyInAnyOrderElementsOf(
            Verbs.all().stream().map(verb -> "## " + verb.qualifiedName()).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", PAGE, "docs/configuration.md", "docs/store.md"})
  void commands_shownOnThePage_areUnderstood(String page) {
    List<List<String>> commands = Snippets.commands(Snippets.page(page));

    assertThat(commands).isNotEmpty();
    for (List<String> words : commands) {
      // Throws for whatever the command would not understand.
      StellaCommand.all().parseArgs(words.toArray(String[]::new));
    }
  }

  private static String section(CommandSpec verb) {
    String page = Snippets.page(PAGE);
    int start = page.indexOf("## " + verb.qualifiedName() + "\n");
    assertThat(start).as("## " + verb.qualifiedName()).isNotNegative();
    int end = page.indexOf("\n## ", start);
    return end < 0 ? page.substring(start) : page.substring(start, end);
  }

  private static void rewrite(CommandSpec verb) throws IOException {
    String page = Snippets.page(PAGE);
    int start = page.indexOf(start(verb)) + start(verb).length();
    Files.writeString(
        Snippets.root().resolve(PAGE),
        page.substring(0, start) + table(verb) + page.substring(page.indexOf(END, start)));
  }

  private static String start(CommandSpec verb) {
    return "<!-- options of " + verb.qualifiedName() + ", written by CommandPageTest -->\n";
  }

  private static String table(CommandSpec verb) {
    String rows =
        Stream.concat(
                verb.positionalParameters().stream().map(CommandPageTest::row),
                verb.options().stream()
                    .filter(option -> !option.usageHelp() && !option.versionHelp())
                    .map(CommandPageTest::row))
            .collect(Collectors.joining());
    return rows.isEmpty() ? "" : "| option | what it is |\n|---|---|\n" + rows;
  }

  private static String row(PositionalParamSpec parameter) {
    return row(parameter.paramLabel(), parameter);
  }

  private static String row(OptionSpec option) {
    String value = option.arity().max() == 0 ? "" : " " + option.paramLabel();
    return row(option.longestName() + value, option);
  }

  private static String row(String name, ArgSpec argument) {
    String text =
        String.join(" ", argument.description())
            .replace("${DEFAULT-VALUE}", Objects.toString(argument.initialValue()));
    return "| `"
        + name.replace("|", "\\|")
        + "` | "
        + (argument.required() ? "**required:** " : "")
        + text.replace("|", "\\|")
        + " |\n";
  }
}
