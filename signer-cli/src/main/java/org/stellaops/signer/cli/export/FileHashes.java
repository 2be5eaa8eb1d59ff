package org.stellaops.signer.cli.export;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.FailureCode;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.model.Digest;

/**
 * Hashes files on every processor, the largest first. Memory is one buffer a processor, whatever
 * the files have.
 */
public final class FileHashes {

  private static final int BUFFER = 256 << 10;
  private static final int TELL_EVERY_MILLIS = 100;

  private final List<ExportSource> files;
  private final Terminal terminal;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final Map<String, Hashed> hashes = new ConcurrentHashMap<>();

  /** What came of one file. */
  public sealed interface Hashed {

    /** It was read whole and did not change meanwhile. */
    record Known(Digest sha256, long size) implements Hashed {}

    /** It was not. */
    record Unknown(String why) implements Hashed {}
  }

  private FileHashes(List<ExportSource> files, Terminal terminal) {
    this.files = files;
    this.terminal = terminal;
  }

  /** What came of each file, by its path; progress is told meanwhile. */
  public static Map<String, Hashed> of(List<ExportSource> files, Terminal terminal) {
    List<ExportSource> ordered = new ArrayList<>(files);
    ordered.sort(Comparator.comparingLong(ExportSource::size).reversed());
    return new FileHashes(ordered, terminal).run();
  }

  private Map<String, Hashed> run() {
    int threads = Math.max(1, Math.min(Runtime.getRuntime().availableProcessors(), files.size()));
    CountDownLatch running = new CountDownLatch(threads);
    for (int i = 0; i < threads; i++) {
      Thread.ofPlatform()
          .daemon()
          .name("hash-" + i)
          .start(() -> {
            try {
              work();
            } finally {
              running.countDown();
            }
          });
    }
    try {
      while (!running.await(TELL_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
        terminal.status(
            "hashed "
                + done.get()
                + " of "
                + files.size()
                + " files, "
                + (bytes.get() >> 20)
                + " MiB");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailed(FailureCode.UNEXPECTED, "told to stop", e);
    } finally {
      terminal.endStatus();
    }
    if (hashes.size() != files.size()) {
      throw new CommandFailed(FailureCode.UNEXPECTED, "not every file could be hashed");
    }
    return hashes;
  }

  private void work() {
    byte[] buffer = new byte[BUFFER];
    MessageDigest sha256 = Digest.newSha256();
    for (int i = next.getAndIncrement(); i < files.size(); i = next.getAndIncrement()) {
      ExportSource source = files.get(i);
      Hashed hashed;
      try {
        hashed = hash(source, sha256, buffer);
      } catch (IOException e) {
        hashed = new Hashed.Unknown("cannot be read: " + LocalFile.reason(e));
      }
      hashes.put(source.path(), hashed);
      done.incrementAndGet();
    }
  }

  private Hashed hash(ExportSource source, MessageDigest sha256, byte[] buffer) throws IOException {
    FileState before = FileState.of(source);
    sha256.reset();
    long size = 0;
    try (InputStream in = Files.newInputStream(source.file(), LinkOption.NOFOLLOW_LINKS)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sha256.update(buffer, 0, n);
        size += n;
        bytes.addAndGet(n);
      }
    }
    FileState after = FileState.of(source);
    if (!before.equals(after) || before.size() != size) {
      return new Hashed.Unknown("was changed while it was read");
    }
    return new Hashed.Known(Digest.ofResult(sha256.digest()), size);
  }

  /** What of a file changes when somebody writes it or puts another in its place. */
  private record FileState(Path leadsTo, long size, Object modified, Object changed, Object key) {

    static FileState of(ExportSource source) throws IOException {
      BasicFileAttributes own =
          Files.readAttributes(source.file(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!own.isRegularFile()) {
        throw new IOException("it is no regular file any more");
      }
      boolean unix = source.file().getFileSystem().supportedFileAttributeViews().contains("unix");
      return new FileState(
          source.named().toRealPath(),
          own.size(),
          own.lastModifiedTime(),
          unix
              ? Files.getAttribute(source.file(), "unix:ctime", LinkOption.NOFOLLOW_LINKS)
              : own.lastModifiedTime(),
          Objects.requireNonNullElse(own.fileKey(), ""));
    }
  }
}
