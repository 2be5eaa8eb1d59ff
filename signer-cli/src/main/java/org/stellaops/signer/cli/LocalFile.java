package org.stellaops.signer.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Objects;
import org.stellaops.signer.words.Bytes;
import org.stellaops.signer.words.PinnedKey;

/** Files that a person names on the command line. */
final class LocalFile {

  private LocalFile() {}

  static Bytes read(Path file) {
    try {
      return Bytes.adopt(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new CommandFailed(
          ExitCode.UNREACHABLE, "cannot read " + file + ": " + reason(e), e);
    }
  }

  /** Writes all of it or nothing: a reader never sees half a file. */
  static void write(Path file, Bytes content) {
    Path whole = file.toAbsolutePath();
    Path directory = Objects.requireNonNull(whole.getParent(), "a file has a directory");
    try {
      Path part =
          Path.of(directory + "/." + whole.getFileName() + "." + ProcessHandle.current().pid());
      try {
        Files.write(part, content.toByteArray());
        Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new CommandFailed(
          ExitCode.UNREACHABLE, "cannot write " + file + ": " + reason(e), e);
    }
  }

  static PinnedKey publicKey(Path file) {
    try {
      return PinnedKey.parsePem(read(file).utf8());
    } catch (IllegalArgumentException e) {
      throw new CommandFailed(
          ExitCode.USAGE, file + " is not a PEM public key: " + e.getMessage(), e);
    }
  }

  private static String reason(IOException e) {
    return e.getClass()
        .getSimpleName()
        .replaceAll("([a-z])([A-Z])", "$1 $2")
        .toLowerCase(Locale.ROOT);
  }
}
