package org.stellaops.signer.sql;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who may touch what in a store's directory: its owner alone. Without POSIX attributes nothing but
 * links is looked for.
 */
public final class StoreFiles {

  private static final Set<PosixFilePermission> WRITE =
      EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
  private static final Set<PosixFilePermission> ANY =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  /** What a store reads and writes; other files in its directory are left alone. */
  private static final String OURS = "{journal.db*,journal.lock,refusals.jsonl*}";

  private static final int ROOT = 0;
  private static final int FILE_TYPE = 0170000;
  private static final int CHARACTER_DEVICE = 0020000;

  private StoreFiles() {}

  /**
   * What makes a directory that exists unfit for a store, as far as another user can see too; empty
   * where nothing does.
   */
  public static Optional<String> problem(Path directory) {
    try {
      Path real = directory.toRealPath();
      Optional<String> open = openDirectory(real);
      return open.isPresent() ? open : problemOfFiles(real);
    } catch (IOException e) {
      return Optional.of("cannot look at " + directory);
    }
  }

  /**
   * @throws StoreUnusable another user could have planted or could change what is in there
   */
  static void requirePrivate(Path directory) throws IOException {
    Path real = directory.toRealPath();
    openDirectory(real).ifPresent(StoreFiles::refuse);
    if (isPosix(real)) {
      requireOwn(directory, real);
    }
    problemOfFiles(real).ifPresent(StoreFiles::refuse);
  }

  /** Compares with the owner of a file that is made for it: no other way works everywhere. */
  private static void requireOwn(Path directory, Path real) throws IOException {
    Path probe = Files.createTempFile(real, ".owner", "");
    int self;
    try {
      self = number(probe, "uid");
    } finally {
      Files.delete(probe);
    }
    int owner = number(real, "uid");
    if (owner != self) {
      refuse(
          "the store's directory "
              + real
              + " belongs to another user (uid "
              + owner
              + "): run as that user, or give it away by chown");
    }
    int planted = number(directory, "uid");
    if (planted != self && planted != ROOT) {
      refuse("the link " + directory + " belongs to another user (uid " + planted + ")");
    }
  }

  private static Optional<String> openDirectory(Path real) throws IOException {
    return isPosix(real) && has(real, WRITE)
        ? Optional.of(
            "others may write into the store's directory: look through it, then run chmod 700 "
                + real)
        : Optional.empty();
  }

  private static Optional<String> problemOfFiles(Path real) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(real, OURS)) {
      for (Path file : files) {
        Optional<String> problem = problemOfFile(file);
        if (problem.isPresent()) {
          return problem;
        }
      }
    }
    return Optional.empty();
  }

  /** Each file is the owner's of the directory, plain, and has no other name. */
  private static Optional<String> problemOfFile(Path file) throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty(); // a running store deletes some
    }
    if (isPosix(file) && (number(file, "mode") & FILE_TYPE) == CHARACTER_DEVICE) {
      return Optional.empty(); // only root makes one
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of(file + " is no plain file: a store follows no links");
    }
    if (!isPosix(file)) {
      return Optional.empty();
    }
    Path directory = file.resolveSibling(".");
    if (number(file, "uid") != number(directory, "uid")) {
      return Optional.of(file + " does not belong to the owner of its directory");
    }
    if (number(file, "nlink") > 1) {
      return Optional.of(file + " has a second name (a hard link): make it a copy");
    }
    boolean journal = String.valueOf(file.getFileName()).startsWith("journal");
    return has(file, journal ? ANY : WRITE)
        ? Optional.of(file + " is open to others: run chmod 600 " + file)
        : Optional.empty();
  }

  /**
   * Makes an empty file that only its owner may read, unless it is there already.
   *
   * @throws IOException it is a link, no plain file, or another user may write it
   */
  public static Path privateFile(Path file) throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      try {
        return Files.createFile(file, permissions(file, "rw-------"));
      } catch (FileAlreadyExistsException e) {
        // Another thread or process was faster; what it made is looked at.
      }
    }
    Optional<String> problem = problemOfFile(file);
    if (problem.isPresent()) {
      throw new IOException(problem.get());
    }
    return file;
  }

  static FileAttribute<?>[] permissions(Path path, String permissions) {
    return isPosix(path)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("unix");
  }

  private static boolean has(Path path, Set<PosixFilePermission> unwanted) throws IOException {
    return Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS).stream()
        .anyMatch(unwanted::contains);
  }

  private static int number(Path path, String attribute) throws IOException {
    Map<String, Object> read =
        Files.readAttributes(path, "unix:" + attribute, LinkOption.NOFOLLOW_LINKS);
    return read.get(attribute) instanceof Integer number ? number : -1;
  }

  private static void refuse(String why) {
    throw new StoreUnusable(why);
  }
}
