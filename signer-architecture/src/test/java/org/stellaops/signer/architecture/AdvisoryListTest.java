package org.stellaops.signer.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The advisories in the table of {@code docs/attacks.md} are those that test names carry: an id
 * without its dashes, as {@code cve202222449} or {@code ghsaF5mrQ85p6hh6}.
 */
class AdvisoryListTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern IN_NAME =
      Pattern.compile("(?i)(?<=void |_)(cve\\d{8,11}|ghsa[0-9a-z]{12})(?=_)");
  private static final Pattern IN_TABLE =
      Pattern.compile("CVE-\\d{4}-\\d{4,7}|GHSA(-[0-9a-z]{4}){3}");

  private static Set<String> named() throws IOException {
    Set<String> ids = new TreeSet<>();
    List<Path> sources;
    try (Stream<Path> files = Files.walk(ROOT)) {
      sources =
          files
              .filter(
                  file -> file.toString().contains("/src/") && file.toString().endsWith(".java"))
              .toList();
    }
    for (Path source : sources) {
      IN_NAME.matcher(Files.readString(source)).results().forEach(id -> ids.add(folded(id)));
    }
    return ids;
  }

  private static Set<String> listed() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/attacks.md"));
    String table = page.substring(page.indexOf("## Published advisories"));
    Set<String> ids = new TreeSet<>();
    IN_TABLE
        .matcher(table.substring(0, table.indexOf("\nWithout an id")))
        .results()
        .forEach(id -> ids.add(folded(id)));
    return ids;
  }

  private static String folded(MatchResult id) {
    return id.group().replace("-", "").toLowerCase(Locale.ROOT);
  }

  @Test
  void table_advisories_areThoseThatTestNamesCarry() throws IOException {
    assertThat(named()).hasSizeGreaterThan(30);
    assertThat(listed()).isEqualTo(named());
  }
}
