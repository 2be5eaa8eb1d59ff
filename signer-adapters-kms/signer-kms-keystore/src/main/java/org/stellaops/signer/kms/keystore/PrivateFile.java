package org.stellaops.signer.kms.keystore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;

/** A file that only its owner may touch. */
final class PrivateFile {

  private static final Set<PosixFilePermission> OWNER =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  private static final int MAX_SIZE = 1 << 20;

  private PrivateFile() {}

  static byte[] read(Path file) {
    try {
      PosixFileAttributeView posix = Files.getFileAttributeView(file, PosixFileAttributeView.class);
      if (posix != null
          && posix.readAttributes().permissions().stream().anyMatch(OTHERS::contains)) {
        throw new BackendRefused(
            "the key file " + file + " is open to others: run chmod 600 " + file);
      }
      requireReadable(file, Files.size(file));
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw unavailable("the key file " + file + " does not exist", e);
    } catch (IOException e) {
      throw unavailable("the key file " + file + " cannot be read", e);
    }
  }

  /**
   * Makes {@code file} with mode 0600. It appears whole and durable, or not at all; an existing
   * file is never replaced.
   */
  static void create(Path file, byte[] content) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null) {
      throw new IOException("not a file name: " + file);
    }
    Path draft =
        Files.createTempFile(directory, "." + file.getFileName(), ".new", ownerOnly(directory));
    draft.toFile().deleteOnExit();
    try {
      write(draft, content);
      publish(draft, file);
    } finally {
      Files.deleteIfExists(draft);
    }
    syncDirectory(directory);
  }

  /**
   * A new content for a file that exists, written beside it. While it is there nobody else can
   * begin one, so that what one adds is not lost to another.
   */
  static final class Replacement implements AutoCloseable {

    private final Path file;
    private final Path draft;
    private boolean published;

    private Replacement(Path file, Path draft) {
      this.file = file;
      this.draft = draft;
    }

    /**
     * @param file itself, not a link to it
     * @throws BackendRefused another one is being written
     */
    static Replacement begin(Path file) throws IOException {
      Path directory = Objects.requireNonNull(file.getParent());
      Path draft = directory.resolve("." + file.getFileName() + ".new");
      try {
        Files.createFile(draft, ownerOnly(directory));
      } catch (FileAlreadyExistsException e) {
        throw new BackendRefused(
            "another command changes the key file "
                + file
                + " now, or one was ended while it did: if none runs, remove "
                + draft,
            e);
      }
      Replacement begun = new Replacement(file, draft);
      try {
        begun.requireSameOwner();
      } catch (IOException | RuntimeException e) {
        begun.close();
        throw e;
      }
      return begun;
    }

    /** Whoever replaces a service's file would take it away from the service. */
    private void requireSameOwner() throws IOException {
      UserPrincipal owner = Files.getOwner(file);
      if (!owner.equals(Files.getOwner(draft))) {
        throw new BackendRefused(
            "the key file " + file + " belongs to " + owner.getName() + ": run this as that user");
      }
    }

    /** From now on the file has this content, durably; until then it has all of its old one. */
    void publish(byte[] content) throws IOException {
      requireReadable(file, content.length);
      write(draft, content);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      published = true;
      syncDirectory(Objects.requireNonNull(file.getParent()));
    }

    @Override
    public void close() throws IOException {
      // After the move the name may already be another command's draft.
      if (!published) {
        Files.deleteIfExists(draft);
      }
    }
  }

  private static void requireReadable(Path file, long size) {
    if (size > MAX_SIZE) {
      throw new BackendRefused("the key file " + file + " is larger than 1 MiB");
    }
  }

  private static void write(Path draft, byte[] content) throws IOException {
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
  }

  private static void publish(Path draft, Path file) throws IOException {
    try {
      // Unlike a rename, a link fails if the name is taken, so nobody's key is overwritten.
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | IOException e) {
      Files.move(draft, file);
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path directory) {
    return Files.getFileAttributeView(directory, PosixFileAttributeView.class) == null
        ? new FileAttribute<?>[0]
        : new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER)};
  }

  private static void syncDirectory(Path directory) throws IOException {
    if (Files.getFileAttributeView(directory, PosixFileAttributeView.class) != null) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static DependencyUnavailable unavailable(String message, IOException cause) {
    return new DependencyUnavailable(Dependency.SIGNING_KEYS, false, message, cause);
  }
}
