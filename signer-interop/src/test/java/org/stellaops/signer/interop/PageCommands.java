package org.stellaops.signer.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The {@code sh} blocks of a page, with the notes for {@link PageCommandsTest} before them. */
final class PageCommands {

  private static final Pattern BLOCK =
      Pattern.compile("(?ms)(?:^<!-- ([^>]*?) -->\n)?^(```sh)\n(.*?)^```$");

  private PageCommands() {}

  /**
   * @param line of the opening fence, from 1
   * @param notes the comment before it, or empty
   */
  record Block(int line, String notes, String script) {

    boolean isNotRun() {
      return notes.startsWith("not run: ");
    }

    boolean runsOn() {
      return values("runs on").findAny().isPresent();
    }

    int exit() {
      return values("exits ").mapToInt(Integer::parseInt).findAny().orElse(0);
    }

    List<String> prints() {
      return values("prints ").toList();
    }

    List<String> given() {
      return values("given ").toList();
    }

    private Stream<String> values(String name) {
      return Stream.of(notes.split(";\\s+", -1))
          .filter(note -> note.startsWith(name))
          .map(note -> note.substring(name.length()));
    }
  }

  static List<Block> read(Path page) {
    try {
      return read(Files.readString(page));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Block> read(String page) {
    List<Block> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(page);
    while (block.find()) {
      int line = 1 + (int) page.substring(0, block.start(2)).lines().count();
      String notes = block.group(1) == null ? "" : block.group(1);
      blocks.add(new Block(line, notes, block.group(3)));
    }
    return blocks;
  }
}
