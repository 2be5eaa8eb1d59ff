package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.cli.Ran.stella;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's commands do what they say, in their order. */
class ReadmeTest {

  @TempDir Path scratch;

  @Test
  void readme_everyCommandInItsOrder_works() throws Exception {
    int port = Samples.freePorts();
    Path temporary = Files.createDirectory(scratch.resolve("tmp"));
    List<String> verbs = new ArrayList<>();
    ServedProcess served = null;
    try {
      for (List<String> command : Snippets.commands(Snippets.page("README.md"))) {
        verbs.add(command.getFirst());
        List<String> words =
            command.stream()
                .map(word -> word.replace(":8440", ":" + port))
                .map(word -> word.matches("[a-z./-]+\\.(json|pub)") ? scratch + "/" + word : word)
                .toList();
        switch (command.getFirst()) {
          case "serve" -> {
            List<String> elsewhere = new ArrayList<>(words);
            elsewhere.addAll(List.of("--dev-port", Integer.toString(port)));
            served = ServedProcess.start(temporary, elsewhere);
            assertThat(served.words())
                .anyMatch(line -> line.contains("Never use it in production"))
                .contains("service     http://127.0.0.1:" + port);
          }
          case "demo" -> good(stella(words, "--dir", scratch.resolve("stella-demo")));
          default -> good(stella(words.toArray()));
        }
      }
      assertThat(verbs).containsExactly("demo", "serve", "sign", "verify", "--help");
      assertThat(served).isNotNull();
      assertThat(served.stop()).isZero();
    } finally {
      if (served != null) {
        served.close();
      }
    }
    // Gone but for what a native library unpacks for itself.
    File[] left = temporary.toFile().listFiles((dir, name) -> name.startsWith("stella"));
    assertThat(left).isEmpty();
  }

  private static void good(Ran ran) {
    assertThat(ran.exit()).as(ran.err() + ran.out()).isZero();
  }
}
