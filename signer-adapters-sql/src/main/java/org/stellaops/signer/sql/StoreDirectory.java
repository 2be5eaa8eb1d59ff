package org.stellaops.signer.sql;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** The directory of a store, private to its owner, held by one process at a time. */
final class StoreDirectory implements AutoCloseable {

  private static final String LOCK = "journal.lock";

  private final FileChannel channel;

  private StoreDirectory(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Creates the directory where it is missing and locks it until {@link #close}. The lock is a file
   * of its own: closing any descriptor of a locked file gives its POSIX lock up.
   */
  static StoreDirectory lock(Path directory) {
    try {
      create(directory);
      Path file = privateFile(directory.resolve(LOCK));
      FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
      try {
        FileLock lock = channel.tryLock();
        if (lock == null) {
          channel.close();
          throw new StoreInUse(directory);
        }
      } catch (OverlappingFileLockException e) {
        channel.close();
        throw new StoreInUse(directory);
      }
      return new StoreDirectory(channel);
    } catch (IOException e) {
      throw new StoreUnusable("cannot use the directory " + directory, e);
    }
  }

  static void create(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, permissions(directory, "rwx------"));
    }
  }

  /** Makes an empty file that only its owner may read, unless it is there already. */
  static Path privateFile(Path file) throws IOException {
    if (!Files.exists(file)) {
      try {
        Files.createFile(file, permissions(file, "rw-------"));
      } catch (FileAlreadyExistsException e) {
        return file;
      }
    }
    return file;
  }

  /** Makes the directory's entries durable, where the platform can. */
  static void sync(Path directory) throws IOException {
    if (isPosix(directory)) {
      try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
        entries.force(true);
      }
    }
  }

  private static FileAttribute<?>[] permissions(Path path, String permissions) {
    return isPosix(path)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new StoreUnusable("cannot unlock the store", e);
    }
  }
}
