package org.stellaops.signer.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of the specification (4.5), and what else a pattern could be taken for. */
class PathPatternTest {

  @ParameterizedTest
  @CsvSource({
    "targets/*.tgz, targets/foo.tgz",
    "targets/*.tgz, targets/.tgz",
    "foo-version-?.tgz, foo-version-2.tgz",
    "*.tgz, foo.tgz",
    "foo.tgz, foo.tgz",
    "*, foo",
    "*/*, a/b",
    "a*b*c, aXbYbZc",
    "**, a",
    "a?, aé",
    "?, 😀"
  })
  void matches_pathIsCovered_isTrue(String pattern, String path) {
    assertThat(PathPattern.matches(pattern, path)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "targets/*.tgz, targets/foo.txt",
    "foo-version-?.tgz, foo-version-alpha.tgz",
    "*.tgz, targets/foo.tgz",
    "*, a/b",
    "a?b, a/b",
    "**, a/b",
    "foo.tgz, Foo.tgz",
    "foo.tgz, fooxtgz",
    "*.md, README.MD",
    "/*, a",
    "a*b*c, aXbYbZ",
    "a/, a",
    "?, ''"
  })
  void matches_pathIsNotCovered_isFalse(String pattern, String path) {
    assertThat(PathPattern.matches(pattern, path)).isFalse();
  }

  /** Who delegates writes the pattern. */
  @Test
  void matches_manyStarsThatDoNotMatch_endsSoon() {
    String pattern = "*a".repeat(10_000) + "b";
    String path = "a".repeat(20_000);
    assertTimeoutPreemptively(
        Duration.ofSeconds(30), () -> assertThat(PathPattern.matches(pattern, path)).isFalse());
  }
}
