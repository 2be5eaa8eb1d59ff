package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.signer.interop.PageCommands.Block;

/**
 * Runs the commands that the pages print: block by block from top to bottom, each page in a clean
 * directory, and compares what the page says comes of them. A block may have a comment before it,
 * {@code <!-- … -->}, whose parts stand apart by semicolons: {@code exits N}, {@code prints TEXT},
 * {@code runs on} for a service that stays, {@code given FILE} for a sample, {@code not run:
 * REASON}.
 */
class PageCommandsTest {

  private static final String PORT = "8440";
  private static final Path SAMPLES = Path.of("signer-interop/src/test/samples");

  @TempDir private Path directory;
  private final List<Peer> services = new ArrayList<>();
  private final int port = Peer.freePorts(3);

  static List<String> pages() throws IOException {
    Path root = Tools.repository();
    try (Stream<Path> docs = Files.walk(root.resolve("docs"))) {
      return Stream.concat(Stream.of(root.resolve("README.md")), docs.sorted())
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !PageCommands.read(file).isEmpty())
          .map(file -> root.relativize(file).toString())
          .toList();
    }
  }

  @AfterEach
  void stop() {
    services.forEach(Peer::close);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void commands_ofAPage_doWhatItSays(String page) throws IOException {
    Files.createSymbolicLink(directory.resolve("stella"), Tools.stella());
    for (Block block : PageCommands.read(Tools.repository().resolve(page))) {
      for (String sample : block.given()) {
        Files.createDirectories(directory.resolve(sample).getParent());
        Files.copy(
            Tools.repository().resolve(SAMPLES).resolve(Path.of(sample).getFileName()),
            directory.resolve(sample),
            StandardCopyOption.REPLACE_EXISTING);
      }
      if (!block.isNotRun()) {
        run(page, block);
      }
    }
  }

  private void run(String page, Block block) {
    String script = block.script().replace(PORT, Integer.toString(port));
    if (block.runsOn()) {
      script = script.replace("serve --dev", "serve --dev --dev-port " + port);
      services.add(
          Peer.start(
              page,
              List.of("bash", "-c", "cd '" + directory + "' && " + script),
              Map.of("PATH", path()),
              directory.resolve("service.log"),
              URI.create("http://127.0.0.1:" + (port + 1) + "/readyz")));
      return;
    }
    Command.Outcome outcome =
        Command.of(Path.of("bash"), "-c", "set -eo pipefail\n" + script)
            .in(directory)
            .env("PATH", path())
            .within(Duration.ofMinutes(5))
            .run();
    String where = page + ":" + block.line() + "\n" + outcome;
    assertThat(outcome.exit()).as(where).isEqualTo(block.exit());
    for (String text : block.prints()) {
      assertThat(outcome.text()).as(where).contains(text.replace(PORT, Integer.toString(port)));
    }
  }

  private static String path() {
    return Tools.stella().getParent() + ":" + System.getenv("PATH");
  }

  @Test
  void blocks_withAndWithoutNotes_areRead() {
    assertThat(
            PageCommands.read(
                """
                Text.

                <!-- given a.json; exits 4; prints one: two; prints three -->
                ```sh
                stella x
                ```

                <!-- not run: it asks for a password -->
                ```sh
                su
                ```

                ```json
                {}
                ```

                ```sh
                true
                ```
                """))
        .containsExactly(
            new Block(4, "given a.json; exits 4; prints one: two; prints three", "stella x\n"),
            new Block(9, "not run: it asks for a password", "su\n"),
            new Block(17, "", "true\n"));
  }
}
