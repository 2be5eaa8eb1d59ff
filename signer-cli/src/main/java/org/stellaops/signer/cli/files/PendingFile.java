package org.stellaops.signer.cli.files;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.model.Bytes;

/**
 * A file that will be written: {@link #open} finds out whether it can be, before there is anything
 * to lose. It appears whole or not at all; what is there and is no regular file, such as a device
 * or a pipe, is written to and not replaced.
 */
public final class PendingFile implements AutoCloseable {

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Path named;
  private final Path whole;
  private @Nullable Path part;

  private PendingFile(Path named, Path whole, @Nullable Path part) {
    this.named = named;
    this.whole = whole;
    this.part = part;
  }

  public static PendingFile open(Path file) {
    try {
      if (!exists(file)) {
        Path parent = Objects.requireNonNull(file.toAbsolutePath().getParent());
        if (!Files.isDirectory(parent)) {
          throw refused(
              file,
              Files.exists(parent)
                  ? parent + " is not a directory"
                  : "the directory " + parent + " does not exist");
        }
        return new PendingFile(file, file.toAbsolutePath(), partIn(parent));
      }
      if (Files.isDirectory(file)) {
        throw refused(file, "it is a directory");
      }
      if (!Files.isRegularFile(file)) {
        if (!Files.isWritable(file)) {
          throw refused(file, "access denied");
        }
        return new PendingFile(file, file, null);
      }
      Path whole = file.toRealPath();
      return new PendingFile(file, whole, partIn(Objects.requireNonNull(whole.getParent())));
    } catch (IOException e) {
      throw CommandFailed.file("cannot write " + file + ": " + LocalFile.reason(e), e);
    }
  }

  /** A name that the file system does not take is not one that is missing. */
  private static boolean exists(Path file) throws IOException {
    try {
      Files.getLastModifiedTime(file);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Its name is short whatever the file's is, and is gone even if the process is told to stop. */
  private static Path partIn(Path directory) throws IOException {
    String process = ".stella-" + ProcessHandle.current().pid() + "-";
    while (true) {
      Path part = directory.resolve(process + NUMBER.incrementAndGet() + ".part");
      try {
        Files.createFile(part);
        part.toFile().deleteOnExit();
        return part;
      } catch (FileAlreadyExistsException taken) {
        // By a process of the same number, elsewhere or before; the next one may be free.
      }
    }
  }

  /** Makes the file appear with this content. */
  public void write(Bytes content) {
    Path temporary = part;
    try {
      if (temporary == null) {
        Files.write(whole, content.toByteArray());
      } else {
        Files.write(temporary, content.toByteArray());
        keepMode(temporary);
        Files.move(
            temporary, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        part = null;
      }
    } catch (IOException e) {
      throw CommandFailed.file("cannot write " + named + ": " + LocalFile.reason(e), e);
    }
  }

  /** Who could read the file before can read it after, and no one else. */
  private void keepMode(Path temporary) throws IOException {
    if (Files.isRegularFile(whole)
        && Files.getFileStore(whole).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(temporary, Files.getPosixFilePermissions(whole));
    }
  }

  @Override
  public void close() {
    Path left = part;
    part = null;
    try {
      if (left != null) {
        Files.deleteIfExists(left);
      }
    } catch (IOException e) {
      throw CommandFailed.file("cannot remove " + left + ": " + LocalFile.reason(e), e);
    }
  }

  private static CommandFailed refused(Path file, String why) {
    return CommandFailed.file("cannot write " + file + ": " + why, null);
  }
}
