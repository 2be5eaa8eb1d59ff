package org.stellaops.signer.oci.workload;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.stellaops.signer.model.Bytes;

/**
 * The variables with which a cloud tells its workloads who they are, and the files that they name.
 * These are read anew each time, since what is in them is replaced while the workload runs. Nothing
 * that is read is in a message.
 */
final class WorkloadVariables {

  /** More than any token is. */
  private static final int MOST = 64 << 10;

  private final Map<String, String> environment;

  WorkloadVariables(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** The value of a variable; one that is empty is not set. */
  Optional<String> find(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }

  /**
   * @param with the variable that needs this one
   */
  String require(String name, String with) throws IOException {
    return find(name).orElseThrow(() -> new IOException(with + " is set and " + name + " is not"));
  }

  /**
   * The token in the file that a variable names, without the blanks and line ends around it.
   *
   * @throws IOException it cannot be read, or is no token
   */
  String token(String name, Path file) throws IOException {
    String text = bytes(name, file).utf8().strip();
    if (!text.matches("[ -~]+")) {
      throw new IOException(name + " names " + file + ", in which there is no token");
    }
    return text;
  }

  /** What is in the file that a variable names, at most 64 KiB. */
  Bytes bytes(String name, Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      // A pipe would be waited for.
      throw new IOException(name + " names " + file + ", which is no regular file");
    }
    byte[] read;
    try (InputStream in = Files.newInputStream(file)) {
      read = in.readNBytes(MOST + 1);
    } catch (IOException e) {
      throw new IOException(name + " names " + file + ", which cannot be read", e);
    }
    if (read.length > MOST) {
      throw new IOException(name + " names " + file + ", which is longer than 64 KiB");
    }
    return Bytes.adopt(read);
  }

  static Path file(String name, String value) throws IOException {
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      // Without the cause, which repeats the value.
      throw new IOException(name + " names no file");
    }
  }
}
