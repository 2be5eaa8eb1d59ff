package org.stellaops.signer.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the README's table "to add" names is there. */
class ToAddTableTest {
  private static final Pattern QUOTED = Pattern.compile("`@?([A-Za-z0-9./-]+)`");

  @Test
  void toAddTable_everyName_isAFileOfTheProduct() throws IOException {
    Path root = Path.of("..").toAbsolutePath().normalize();
    Set<String> missing = new TreeSet<>(names(root.resolve("README.md")));
    assertThat(missing).hasSizeGreaterThan(10);

    Set<String> types = types(root);
    missing.removeIf(name -> types.contains(name) || Files.exists(root.resolve(name)));

    assertThat(missing).isEmpty();
  }

  private static List<String> names(Path readme) throws IOException {
    String page = Files.readString(readme);
    String table = page.substring(page.indexOf("| to add |"), page.indexOf("| read | for |"));
    return QUOTED.matcher(table).results().map(found -> found.group(1)).toList();
  }

  private static Set<String> types(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().contains("/src/"))
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".java"))
          .map(name -> name.substring(0, name.length() - ".java".length()))
          .collect(Collectors.toSet());
    }
  }
}
