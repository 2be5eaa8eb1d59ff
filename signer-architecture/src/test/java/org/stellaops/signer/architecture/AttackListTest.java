package org.stellaops.signer.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/attacks.md} lists as tested the attack ids that test names begin with, no others. */
class AttackListTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern NAME = Pattern.compile("\\bvoid ((?:[A-Za-z][0-9]{2}_)+)");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| ([A-Z][0-9]{2}(?:, \\w+)*) \\|");

  @Test
  void testNames_everyAttackId_isListedAsTested() throws IOException {
    assertThat(named()).hasSizeGreaterThan(80);

    assertThat(listed(tested())).containsAll(named());
  }

  @Test
  void tables_everyIdListedAsTested_isCarriedByATestName() throws IOException {
    assertThat(named()).containsAll(listed(tested()));
  }

  @Test
  void page_everyId_isListedOnce() throws IOException {
    assertThat(listed(page())).doesNotHaveDuplicates();
  }

  @Test
  void testNames_everyAttackId_isInLowerCase() throws IOException {
    assertThat(prefixes()).allMatch(prefix -> prefix.equals(prefix.toLowerCase(Locale.ROOT)));
  }

  private static Set<String> named() throws IOException {
    return prefixes().stream()
        .flatMap(prefix -> Stream.of(prefix.toUpperCase(Locale.ROOT).split("_")))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What test names begin with: {@code d21_d22_}. */
  private static List<String> prefixes() throws IOException {
    List<Path> sources;
    try (Stream<Path> files = Files.walk(ROOT)) {
      sources =
          files
              .filter(
                  file -> file.toString().contains("/src/") && file.toString().endsWith(".java"))
              .toList();
    }
    Set<String> prefixes = new TreeSet<>();
    for (Path source : sources) {
      prefixes.addAll(matches(NAME, Files.readString(source)));
    }
    return List.copyOf(prefixes);
  }

  private static String tested() throws IOException {
    String page = page();
    return page.substring(0, page.indexOf("## Not tested yet"));
  }

  private static String page() throws IOException {
    return Files.readString(ROOT.resolve("docs/attacks.md"));
  }

  private static List<String> listed(String text) {
    return matches(ROW, text).stream().flatMap(ids -> Stream.of(ids.split(", "))).toList();
  }

  private static List<String> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(found -> found.group(1)).toList();
  }
}
