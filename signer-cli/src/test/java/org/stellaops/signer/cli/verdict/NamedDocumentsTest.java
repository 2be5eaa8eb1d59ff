package org.stellaops.signer.cli.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamedDocumentsTest {

  /** Whoever may add a directory must not choose what a pipe is taken for. */
  @Test
  void isDirectory_nameOfStandardInput_isNever() throws Exception {
    Path directory = Path.of("-");
    Files.createDirectory(directory);
    try {
      assertThat(NamedDocuments.isDirectory(directory)).isFalse();
      assertThat(new NamedDocuments(List.of(directory)).all())
          .containsExactly(new NamedDocuments.Named(directory, null));
    } finally {
      Files.delete(directory);
    }
  }
}
