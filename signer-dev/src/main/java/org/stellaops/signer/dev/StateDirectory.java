package org.stellaops.signer.dev;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import org.stellaops.signer.bootstrap.NewKeystore;

/** Where development mode keeps its keys, store and sample release between runs. */
final class StateDirectory {

  private static final String TEMPLATE = "development.yaml";

  /** The alias of the key in each keystore. */
  private static final Map<String, String> KEYS =
      Map.of("keystore.p12", "demo-sbom", "second.p12", "demo-second", "export.p12", "demo-export");

  private final Path directory;

  private StateDirectory(Path directory) {
    this.directory = directory;
  }

  /**
   * Makes what is missing: the sample release, and three keystores under a random password.
   *
   * @throws IOException also if a running service has the store open: nothing is written then
   */
  static StateDirectory prepare(Path directory) throws IOException {
    Path absolute = directory.toAbsolutePath().normalize();
    if (Files.exists(absolute) && !Files.isDirectory(absolute)) {
      throw new NotDirectoryException(absolute.toString());
    }
    requireUnused(absolute.resolve("store"));
    if (!Files.isDirectory(absolute)) {
      Files.createDirectories(absolute.getParent() == null ? absolute : absolute.getParent());
      Files.createDirectory(absolute, ownerOnly(absolute, "rwx------"));
    }
    StateDirectory made = new StateDirectory(absolute);
    SampleRelease.writeTo(made.file("release"));
    made.makeKeystore();
    return made;
  }

  /** Looks at the lock that a running service holds on its store, and leaves it alone. */
  private static void requireUnused(Path store) throws IOException {
    Path lock = store.resolve("journal.lock");
    if (!Files.exists(lock)) {
      return;
    }
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
        FileLock mine = channel.tryLock()) {
      if (mine == null) {
        throw inUse(store);
      }
    } catch (OverlappingFileLockException e) {
      throw inUse(store);
    }
  }

  private static IOException inUse(Path store) {
    return new IOException(
        "another process has the store in " + store + " open; talk to that one: --server URL");
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  private void makeKeystore() throws IOException {
    Path password = file("keystore.password");
    if (!Files.exists(password)) {
      byte[] random = new byte[32];
      new SecureRandom().nextBytes(random);
      writePrivately(password, HexFormat.of().formatHex(random) + "\n");
    }
    char[] secret = Files.readString(password, StandardCharsets.US_ASCII).strip().toCharArray();
    for (Map.Entry<String, String> key : KEYS.entrySet()) {
      if (!Files.exists(file(key.getKey()))) {
        NewKeystore.create(file(key.getKey()), key.getValue(), secret);
      }
    }
    Arrays.fill(secret, '\0');
  }

  /**
   * Writes {@code config.yaml} with {@code values} in place of the template's names, unless
   * somebody has edited it since it was written: then it stays.
   *
   * @throws IOException also if one that was edited is for other values
   */
  Path writeConfig(Map<String, String> values) throws IOException {
    String text;
    try (InputStream in =
        Objects.requireNonNull(StateDirectory.class.getResourceAsStream(TEMPLATE))) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    for (Map.Entry<String, String> value : values.entrySet()) {
      text = text.replace("{" + value.getKey() + "}", value.getValue());
    }
    Path config = file("config.yaml");
    Path written = file("config.written");
    if (isEdited(config, written)) {
      if (text.equals(Files.readString(written))) {
        return config;
      }
      throw new IOException(
          config
              + " was edited, and was written for other ports or by another version: start with"
              + " the ports that it names, or move it away to have it written anew");
    }
    Files.writeString(written, text);
    return Files.writeString(config, text);
  }

  private static boolean isEdited(Path config, Path written) throws IOException {
    return Files.exists(config) && Files.exists(written) && Files.mismatch(config, written) >= 0;
  }

  /** Makes the file, which its owner alone may read. */
  static void writePrivately(Path file, String content) throws IOException {
    Files.createFile(file, ownerOnly(file, "rw-------"));
    Files.writeString(file, content, StandardOpenOption.WRITE);
  }

  private static FileAttribute<?>[] ownerOnly(Path path, String permissions) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
