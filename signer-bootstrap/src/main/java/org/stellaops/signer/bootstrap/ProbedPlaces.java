package org.stellaops.signer.bootstrap;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.ReadinessProbe.State;
import org.stellaops.signer.bootstrap.config.ServerSettings;
import org.stellaops.signer.bootstrap.config.ServerSettings.Listener;

/**
 * Tries what a start does with directories and ports, and takes it back at once: what may be
 * written or listened on, only an attempt says.
 */
final class ProbedPlaces {

  private static final String PROBE = ".stella-doctor";

  private ProbedPlaces() {}

  /** Whether files can be made in {@code directory}, or the directory itself. */
  static State directory(Path directory) {
    String user = System.getProperty("user.name", "this user");
    try {
      if (Files.isDirectory(directory)) {
        Files.delete(Files.createTempFile(directory, PROBE, ""));
        return new State(true, "ok" + owner(directory));
      }
      if (Files.exists(directory)) {
        return new State(false, directory + " is no directory");
      }
      Path above = existing(directory);
      if (above == null || !Files.isDirectory(above)) {
        return new State(false, user + " cannot make " + directory);
      }
      Files.delete(Files.createTempDirectory(above, PROBE));
      return new State(true, "not there yet; the first start makes " + directory);
    } catch (IOException | UnsupportedOperationException e) {
      String what =
          Files.isDirectory(directory)
              ? " cannot write in " + directory + owner(directory)
              : " cannot make " + directory;
      return new State(false, user + what + why(e));
    }
  }

  /** Whether each listener's address is free. */
  static Map<String, State> listeners(ServerSettings server) {
    Map<String, State> found = new LinkedHashMap<>();
    found.put(Examination.LISTENER, listener(server.listen()));
    found.put(Examination.MANAGEMENT, listener(server.management().listener()));
    return found;
  }

  private static State listener(Listener listener) {
    String address = listener.authority(listener.port());
    try (ServerSocket socket = new ServerSocket()) {
      InetSocketAddress resolved = new InetSocketAddress(listener.host(), listener.port());
      if (resolved.isUnresolved()) {
        return new State(false, "no address is known for the host of " + address);
      }
      socket.setReuseAddress(true);
      socket.bind(resolved, 1);
      return new State(true, "ok, " + address + " is free");
    } catch (IOException e) {
      return new State(false, "cannot listen on " + address + ": " + e.getMessage());
    }
  }

  private static String why(Exception e) {
    String reason = e instanceof FileSystemException named ? named.getReason() : e.getMessage();
    return reason == null ? "" : ": " + reason;
  }

  private static @Nullable Path existing(Path directory) {
    Path above = directory.toAbsolutePath().getParent();
    while (above != null && !Files.exists(above)) {
      above = above.getParent();
    }
    return above;
  }

  private static String owner(Path directory) {
    try {
      return "; it belongs to " + Files.getOwner(directory).getName();
    } catch (IOException | UnsupportedOperationException unknown) {
      return "";
    }
  }
}
