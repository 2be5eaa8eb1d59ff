package org.stellaops.signer.cli;

import java.io.IOException;
import java.nio.file.FileSystemException;
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
      throw new CommandFailed(ExitCode.UNREACHABLE, "cannot read " + file + ": " + reason(e), e);
    }
  }

  /**
   * Writes all of it or nothing: a reader never sees half a file. What is there and is no regular
   * file, such as a device or a pipe, is written to and not replaced.
   */
  static void write(Path file, Bytes content) {
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        Files.write(file, content.toByteArray());
        return;
      }
      Path whole = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
      Path directory = Objects.requireNonNull(whole.getParent(), "a file has a directory");
      Path part =
          Path.of(directory + "/." + whole.getFileName() + "." + ProcessHandle.current().pid());
      try {
        Files.write(part, content.toByteArray());
        Files.move(
            part, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new CommandFailed(ExitCode.UNREACHABLE, "cannot write " + file + ": " + reason(e), e);
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

  /** What went wrong, where the message of the exception is only the file's name again. */
  private static String reason(IOException e) {
    if (e instanceof FileSystemException named) {
      return named.getReason() != null
          ? named.getReason()
          : e.getClass()
              .getSimpleName()
              .replaceFirst("Exception$", "")
              .replaceAll("([a-z])([A-Z])", "$1 $2")
              .toLowerCase(Locale.ROOT);
    }
    return Objects.requireNonNullElse(e.getMessage(), "input or output failed");
  }
}
