package org.stellaops.signer.cli.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.model.Bytes;

class PendingFileTest {

  @TempDir Path directory;

  @Test
  void writeNew_whereNothingIs_makesTheFileAndLeavesNoOther() throws IOException {
    Path file = directory.resolve("a.json");
    try (PendingFile pending = PendingFile.open(file)) {
      assertThat(file).doesNotExist();
      assertThat(pending.writeNew(Bytes.utf8("new"))).isTrue();
    }

    assertThat(file).hasContent("new");
    assertThat(directory).isDirectoryContaining(file::equals);
    try (var files = Files.list(directory)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void writeNew_whereAnotherCameMeanwhile_leavesIt() throws IOException {
    Path file = directory.resolve("a.json");
    try (PendingFile pending = PendingFile.open(file)) {
      Files.writeString(file, "of another");

      assertThat(pending.writeNew(Bytes.utf8("new"))).isFalse();
    }

    assertThat(file).hasContent("of another");
    try (var files = Files.list(directory)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void open_whereALinkLeadsNowhere_isRefusedAndLeavesIt() throws IOException {
    Path file = directory.resolve("a.json");
    Files.createSymbolicLink(file, directory.resolve("absent"));

    assertThatThrownBy(() -> PendingFile.open(file))
        .isInstanceOf(CommandFailed.class)
        .hasMessageContaining("it is a link to what is not there");

    assertThat(file).isSymbolicLink();
    assertThat(directory.resolve("absent")).doesNotExist();
  }

  @Test
  void removeLeft_takesWhatIsOldAndOursAlone() throws IOException {
    Path old = aged(".stella-4000000-1.part", 25);
    Path young = aged(".stella-4000000-2.part", 23);
    Path foreign = aged(".stella-notes.part", 25);
    Path named = Files.createDirectory(directory.resolve(".stella-1-1.part"));
    Files.setLastModifiedTime(named, FileTime.from(Instant.EPOCH));

    PendingFile.removeLeft(directory);
    PendingFile.removeLeft(directory.resolve("absent"));

    assertThat(old).doesNotExist();
    assertThat(young).exists();
    assertThat(foreign).exists();
    assertThat(named).exists();
  }

  private Path aged(String name, int hours) throws IOException {
    Path file = Files.createFile(directory.resolve(name));
    return Files.setLastModifiedTime(
        file, FileTime.from(InstantSource.system().instant().minus(Duration.ofHours(hours))));
  }
}
