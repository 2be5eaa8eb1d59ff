package org.stellaops.signer.cli.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.model.Bytes;

class LocalFileTest {

  @TempDir Path scratch;

  @Test
  void write_newFile_hasThePermissionsOfAnyOther() throws IOException {
    Path usual = Files.writeString(scratch.resolve("usual"), "x");
    Path file = scratch.resolve("file");

    LocalFile.write(file, Bytes.utf8("content"));

    assertThat(Files.readString(file)).isEqualTo("content");
    assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(usual));
    try (Stream<Path> all = Files.list(scratch)) {
      assertThat(all).hasSize(2);
    }
  }

  @Test
  void write_throughALink_keepsTheLink() throws IOException {
    Path file = Files.writeString(scratch.resolve("file"), "old");
    Path link = Files.createSymbolicLink(scratch.resolve("link"), file);

    LocalFile.write(link, Bytes.utf8("new"));

    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(Files.readString(file)).isEqualTo("new");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void write_toADevice_leavesTheDevice() {
    Path link = scratch.resolve("null");
    try {
      Files.createSymbolicLink(link, Path.of("/dev/null"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }

    LocalFile.write(link, Bytes.utf8("gone"));

    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
  }

  @Test
  void write_whereItCannot_saysWhyInWords() {
    Path file = scratch.resolve("none").resolve("file");

    assertThatThrownBy(() -> LocalFile.write(file, Bytes.utf8("x")))
        .isInstanceOf(CommandFailed.class)
        .hasMessage(
            "cannot write " + file + ": the directory " + file.getParent() + " does not exist");
    assertThatThrownBy(() -> LocalFile.write(scratch, Bytes.utf8("x")))
        .isInstanceOf(CommandFailed.class)
        .hasMessageContaining("it is a directory");
  }

  @Test
  void write_longestName_works() throws IOException {
    Path file = scratch.resolve("n".repeat(255));

    LocalFile.write(file, Bytes.utf8("content"));

    assertThat(Files.readString(file)).isEqualTo("content");
    assertThatThrownBy(() -> PendingFile.open(scratch.resolve("n".repeat(256))))
        .isInstanceOf(CommandFailed.class)
        .hasMessageEndingWith("file name too long");
  }

  @Test
  void read_largerThanTheCap_isRefused() throws IOException {
    Path file = scratch.resolve("large");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength((1L << 30) + 1);
    }

    assertThatThrownBy(() -> LocalFile.read(file))
        .isInstanceOf(CommandFailed.class)
        .hasMessageContaining("larger than 1024 MiB");
    assertThatThrownBy(() -> LocalFile.publicKey(file))
        .isInstanceOf(CommandFailed.class)
        .hasMessageContaining("larger than 1 MiB");
  }

  @Test
  void sha256_ofAFile_isThatOfItsBytes() throws IOException {
    Path file = Files.write(scratch.resolve("file"), new byte[200_000]);

    assertThat(LocalFile.sha256(file)).isEqualTo(LocalFile.read(file).sha256());
  }
}
