package org.stellaops.signer.cli.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.PinnedKey;

/** Files that a person names on the command line; {@code -} is standard input. */
public final class LocalFile {

  private static final Path STANDARD_INPUT = Path.of("-");
  private static final int DOCUMENT = 1 << 30;
  private static final int KEY = 1 << 20;

  private LocalFile() {}

  /** A file's content, of at most 1 GiB. */
  public static Bytes read(Path file) {
    return read(file, DOCUMENT);
  }

  /** A key's, of at most 1 MiB. */
  public static Bytes readKey(Path file) {
    return read(file, KEY);
  }

  private static Bytes read(Path file, int most) {
    try (InputStream in = open(file)) {
      boolean regular = !isStandardInput(file) && Files.isRegularFile(file);
      if (!regular || Files.size(file) <= most) {
        byte[] content = regular ? in.readAllBytes() : in.readNBytes(most + 1);
        if (content.length <= most) {
          return Bytes.adopt(content);
        }
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    throw CommandFailed.usage(
        file + " is larger than " + (most >> 20) + " MiB, the most that is read");
  }

  /** The SHA-256 of a file of any size. */
  public static Digest sha256(Path file) {
    try (DigestInputStream in = new DigestInputStream(open(file), Digest.newSha256())) {
      in.transferTo(OutputStream.nullOutputStream());
      return Digest.ofResult(in.getMessageDigest().digest());
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static InputStream open(Path file) throws IOException {
    return isStandardInput(file) ? System.in : Files.newInputStream(file);
  }

  static boolean isStandardInput(Path file) {
    return file.equals(STANDARD_INPUT);
  }

  /**
   * Refuses to read standard input twice: the second time nothing is left in it.
   *
   * @throws CommandFailed if more than one of these is standard input
   */
  public static void requireReadOnce(Collection<Path> files) {
    if (files.stream().filter(LocalFile::isDescriptorZero).count() > 1) {
      throw CommandFailed.usage("standard input can be read once; name a file for the others");
    }
  }

  private static boolean isDescriptorZero(Path file) {
    return isStandardInput(file)
        || List.of("/dev/stdin", "/dev/fd/0", "/proc/self/fd/0")
            .contains(file.normalize().toString());
  }

  private static CommandFailed unreadable(Path file, IOException e) {
    return CommandFailed.unreachable(
        "cannot read " + file + ": " + (Files.isDirectory(file) ? "it is a directory" : reason(e)),
        e);
  }

  /** Writes all of it or nothing: a reader never sees half a file. */
  public static void write(Path file, Bytes content) {
    try (PendingFile pending = PendingFile.open(file)) {
      pending.write(content);
    }
  }

  public static PinnedKey publicKey(Path file) {
    try {
      return PinnedKey.parsePem(readKey(file).utf8());
    } catch (IllegalArgumentException e) {
      throw CommandFailed.usage(file + " is not a PEM public key: " + e.getMessage(), e);
    }
  }

  /** What went wrong, where the message of the exception is only the file's name again. */
  public static String reason(IOException e) {
    return switch (e) {
      case NotDirectoryException _ -> "it is a file, not a directory";
      case NoSuchFileException _ -> "no such file";
      case FileSystemException named when named.getReason() != null ->
          named.getReason().toLowerCase(Locale.ROOT);
      case FileSystemException named ->
          named
              .getClass()
              .getSimpleName()
              .replaceFirst("Exception$", "")
              .replaceAll("([a-z])([A-Z])", "$1 $2")
              .toLowerCase(Locale.ROOT);
      default -> Objects.requireNonNullElse(e.getMessage(), "input or output failed");
    };
  }
}
