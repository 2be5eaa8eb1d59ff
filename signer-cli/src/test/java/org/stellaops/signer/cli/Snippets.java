package org.stellaops.signer.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code stella} commands that a page of the manual shows in its {@code sh} blocks. */
final class Snippets {

  private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\n(.*?)^```$");
  private static final Pattern COMMAND =
      Pattern.compile("(?:^|[\\s(])(?:\\./)?stella +([^#>|&)]*)");

  private Snippets() {}

  /** The root of the checkout. */
  static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.isDirectory(here.resolve("docs")) ? here : here.getParent();
  }

  static String page(String name) {
    try {
      return Files.readString(root().resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The words after {@code stella}, each command a list. */
  static List<List<String>> commands(String page) {
    List<List<String>> commands = new ArrayList<>();
    Matcher blocks = BLOCK.matcher(page);
    while (blocks.find()) {
      for (String line : blocks.group(1).replace("\\\n", " ").split("\n")) {
        Matcher command = COMMAND.matcher(line);
        if (command.find()) {
          commands.add(List.of(command.group(1).strip().split(" +")));
        }
      }
    }
    return commands;
  }
}
