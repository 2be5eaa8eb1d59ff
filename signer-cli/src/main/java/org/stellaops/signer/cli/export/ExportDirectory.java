package org.stellaops.signer.cli.export;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.ShutdownHooks;
import org.stellaops.signer.model.Bytes;

/**
 * Where a signed export goes: a directory that appears whole, with everything in it on the disk, or
 * not at all. What an export that was interrupted has left is cleared away by the next one.
 */
public final class ExportDirectory {

  private static final String LEFT = ".part";

  private final Path directory;
  private final Path part;

  private ExportDirectory(Path directory, Path part) {
    this.directory = directory;
    this.part = part;
  }

  /**
   * Finds out whether the directory can be made, before there is anything to lose.
   *
   * @throws CommandFailed it is there already, or its parent is not
   */
  public static ExportDirectory prepare(Path directory) {
    LocalFile.requireNamed(directory);
    Path whole = directory.toAbsolutePath().normalize();
    if (Files.exists(whole, LinkOption.NOFOLLOW_LINKS)) {
      throw CommandFailed.file(
          "cannot write " + directory + ": it is there already; remove it, or name another (-o)",
          null);
    }
    Path parent = Objects.requireNonNull(whole.getParent(), "a new directory has a parent");
    if (!Files.isDirectory(parent)) {
      throw CommandFailed.file(
          "cannot write " + directory + ": the directory " + parent + " does not exist", null);
    }
    ExportDirectory made =
        new ExportDirectory(directory, whole.resolveSibling("." + whole.getFileName() + LEFT));
    made.clear();
    try {
      Files.createDirectory(made.part);
      made.clear();
    } catch (IOException e) {
      throw CommandFailed.file("cannot write " + directory + ": " + LocalFile.reason(e), e);
    }
    return made;
  }

  /** What is half there has its own name, so that nobody takes it for an export. */
  Path part() {
    return part;
  }

  /** Makes the directory appear with these files. */
  public void write(Map<String, Bytes> files) {
    Path whole = directory.toAbsolutePath().normalize();
    ShutdownHooks hooks = ShutdownHooks.process();
    hooks.add(this, this::clear);
    try {
      Files.createDirectory(part);
      for (Map.Entry<String, Bytes> file : files.entrySet()) {
        write(part.resolve(file.getKey()), file.getValue());
      }
      force(part);
      hooks.whole(() -> Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE));
      force(Objects.requireNonNull(whole.getParent()));
    } catch (IOException e) {
      clear();
      throw CommandFailed.file("cannot write " + directory + ": " + LocalFile.reason(e), e);
    } finally {
      hooks.remove(this);
    }
  }

  private static void write(Path file, Bytes content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
      ByteBuffer left = ByteBuffer.wrap(content.toByteArray());
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(false);
    }
  }

  /** Some systems have no way to do so, and make names durable by themselves. */
  private static void force(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException unsupported) {
      // As above.
    }
  }

  /** Only files directly in it: that is all that an export ever has. */
  private void clear() {
    if (!Files.isDirectory(part, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (DirectoryStream<Path> left = Files.newDirectoryStream(part)) {
      for (Path file : left) {
        Files.delete(file);
      }
      Files.delete(part);
    } catch (IOException e) {
      throw CommandFailed.file(
          "cannot clear " + part + ", which an interrupted export has left: " + LocalFile.reason(e),
          e);
    }
  }
}
