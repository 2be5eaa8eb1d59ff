package org.stellaops.signer.sql;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The directory of a store, private to its owner, held by one process at a time. */
final class StoreDirectory implements AutoCloseable {

  private static final String LOCK = "journal.lock";

  /** Directories that this process holds: asking the system would already give its lock up. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path held;
  private final FileChannel channel;

  private StoreDirectory(Path held, FileChannel channel) {
    this.held = held;
    this.channel = channel;
  }

  /** Where the store really is, past links to its directory. */
  Path path() {
    return held;
  }

  /**
   * Creates the directory where it is missing and locks it until {@link #close}. The lock is a file
   * of its own: closing any descriptor of a locked file gives its POSIX lock up.
   */
  static StoreDirectory lock(Path directory) {
    try {
      create(directory);
      StoreFiles.requirePrivate(directory);
      Path real = directory.toRealPath();
      if (!HELD.add(real)) {
        throw new StoreInUse(directory);
      }
      @Nullable FileChannel channel = null;
      try {
        channel =
            FileChannel.open(
                StoreFiles.privateFile(real.resolve(LOCK)),
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        if (channel.tryLock() == null) {
          throw new StoreInUse(directory);
        }
        return new StoreDirectory(real, channel);
      } catch (IOException | RuntimeException e) {
        if (channel != null) {
          channel.close();
        }
        HELD.remove(real);
        throw e;
      }
    } catch (OverlappingFileLockException e) {
      throw new StoreInUse(directory);
    } catch (IOException e) {
      throw new StoreUnusable("cannot use the directory " + directory, e);
    }
  }

  static void create(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, StoreFiles.permissions(directory, "rwx------"));
    }
  }

  /** Makes the directory's entries durable, where the platform can. */
  static void sync(Path directory) throws IOException {
    if (StoreFiles.isPosix(directory)) {
      try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
        entries.force(true);
      }
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new StoreUnusable("cannot unlock the store", e);
    } finally {
      HELD.remove(held);
    }
  }
}
