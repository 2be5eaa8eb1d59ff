package org.stellaops.signer.cli.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.model.Bytes;

/**
 * A file that will be written: {@link #open} finds out whether it can be, before there is anything
 * to lose. It appears whole or not at all; what is there and is no regular file, such as a device
 * or a pipe, is written to and not replaced.
 */
public final class PendingFile implements AutoCloseable {

  private static final Pattern LEFT = Pattern.compile("\\.stella-[0-9]+-[0-9]+\\.part");
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
        if (Files.isSymbolicLink(file)) {
          throw refused(file, "it is a link to what is not there: " + Files.readSymbolicLink(file));
        }
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

  /**
   * Removes what runs that were killed have left in a directory. Such a file lives as long as one
   * request: what is a day old is nobody's, also where the process that made it has its number
   * elsewhere, as in another container.
   */
  public static void removeLeft(Path directory) {
    Instant old = InstantSource.system().instant().minus(Duration.ofDays(1));
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(directory, ".stella-*.part")) {
      for (Path part : parts) {
        if (isLeft(part, old)) {
          Files.deleteIfExists(part);
        }
      }
    } catch (IOException | DirectoryIteratorException notNow) {
      // It is in nobody's way.
    }
  }

  private static boolean isLeft(Path part, Instant old) throws IOException {
    return LEFT.matcher(String.valueOf(part.getFileName())).matches()
        && Files.isRegularFile(part, LinkOption.NOFOLLOW_LINKS)
        && Files.getLastModifiedTime(part, LinkOption.NOFOLLOW_LINKS).toInstant().isBefore(old);
  }

  /** Makes the file appear with this content. */
  public void write(Bytes content) {
    Path temporary = part;
    try {
      if (temporary == null) {
        Files.write(whole, content.toByteArray());
      } else {
        writeDurably(temporary, content);
        keepMode(temporary);
        Files.move(
            temporary, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        part = null;
      }
    } catch (IOException e) {
      throw CommandFailed.file("cannot write " + named + ": " + LocalFile.reason(e), e);
    }
  }

  /**
   * Makes the file appear with this content, unless there is one by now: nothing is overwritten,
   * whoever made it.
   *
   * @return whether it did
   */
  public boolean writeNew(Bytes content) {
    Path temporary = part;
    if (temporary == null || Files.exists(whole, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try {
      writeDurably(temporary, content);
      try {
        // A second name, which unlike a move takes the place of no other file.
        Files.createLink(whole, temporary);
        close();
      } catch (FileAlreadyExistsException meanwhile) {
        return false;
      } catch (UnsupportedOperationException | IOException noLinksHere) {
        Files.move(temporary, whole, StandardCopyOption.ATOMIC_MOVE);
        part = null;
      }
      return true;
    } catch (IOException e) {
      throw CommandFailed.file("cannot write " + named + ": " + LocalFile.reason(e), e);
    }
  }

  /** What has its name has its content, also after the power failed. */
  private static void writeDurably(Path file, Bytes content) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer left = ByteBuffer.wrap(content.toByteArray());
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(false);
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
