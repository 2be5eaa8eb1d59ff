package org.stellaops.signer.json.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.json.export.ExportPaths.Collision;

class ExportPathsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-",
        "a\u200cb",
        "a\u200db",
        "a\u061cb",
        "a\ufeffb",
        "a\uff0fb",
        "a\u2100b",
        "../a",
        "a//b",
        "/a"
      })
  void fault_pathThatIsAnotherElsewhere_isSaid(String path) {
    assertThat(ExportPaths.fault(path)).isPresent();
  }

  @Test
  void fault_deepPath_isSaid() {
    assertThat(ExportPaths.fault("a/".repeat(63) + "b")).isEmpty();
    assertThat(ExportPaths.fault("a/".repeat(64) + "b")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/-", "a-b", "caf\u00e9/\u6587.txt", ".hidden", "a/b/c"})
  void fault_usualPath_isNone(String path) {
    assertThat(ExportPaths.fault(path)).isEmpty();
  }

  @Test
  void collision_foldedNames_areFoundWhereverTheyAre() {
    assertThat(ExportPaths.collision(List.of("a/b/c", "a/B/d")))
        .contains(new Collision("a/b/c", "a/B/d"));
    assertThat(ExportPaths.collision(List.of("a/b", "a/b/c")))
        .contains(new Collision("a/b", "a/b/c"));
    assertThat(ExportPaths.collision(List.of("a/b/c", "a/b")))
        .contains(new Collision("a/b/c", "a/b"));
    assertThat(ExportPaths.collision(List.of("caf\u00e9", "cafe\u0301"))).isPresent();
    assertThat(ExportPaths.collision(List.of("a/b", "a/c", "b/b"))).isEmpty();
  }

  /** A small list must not take memory as the square of its paths' lengths. */
  @Test
  void collision_deepPathsThatGrowWhenTheyAreFolded_takeLittleMemory() {
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      paths.add("A" + i + ("/" + "\ufdfa".repeat(21)).repeat(62));
    }
    long before = allocated();
    assertThat(ExportPaths.collision(paths)).isEmpty();
    long bytes = paths.stream().mapToLong(path -> 3L * path.length()).sum();
    assertThat(allocated() - before).isLessThan(200 * bytes);
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }
}
