package org.stellaops.signer.cli.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;

/** What is kept of a TUF repository, in files whose names others choose. */
class TufCacheTest {

  private static final Bytes ROOT = Bytes.utf8("{\"root\":1}");
  private static final Bytes OTHER = Bytes.utf8("{\"other\":1}");

  @TempDir Path scratch;

  @ParameterizedTest
  @ValueSource(
      strings = {"../role", "/role", "a/b", "a\\b", "?", ".", "..", "initial_root", ".lock"})
  void keepMetadata_anyNameOfARole_isAFileOfItsOwnInTheDirectory(String role) throws IOException {
    Path directory = scratch.resolve("inner");
    try (TufCache cache = TufCache.open(directory, null)) {
      var _ = cache.beginning(ROOT);
      cache.began(ROOT);
      cache.keepMetadata(role, OTHER);
      assertThat(cache.metadata(role)).contains(OTHER);
      assertThat(cache.beginning(null)).isEqualTo(ROOT);
    }
    try (var files = Files.list(scratch)) {
      assertThat(files).containsExactly(directory);
    }
  }

  /** The port's own exception: a client tells it apart from metadata that are wrong. */
  @Test
  void keepMetadata_cannotBeWritten_isAnIoException() {
    try (TufCache cache = TufCache.open(scratch, null)) {
      assertThatThrownBy(() -> cache.keepMetadata("x".repeat(300), OTHER))
          .isInstanceOf(IOException.class);
    }
  }
}
