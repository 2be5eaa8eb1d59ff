package org.stellaops.signer.bootstrap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.KeyBackendSettings;
import org.stellaops.signer.bootstrap.libraries.BackendLibraries;
import org.stellaops.signer.crypto.FipsModule;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.PortException;
import org.stellaops.signer.ports.SigningKeys;

/**
 * The open key backends of every policy that is in force or that a request may still keep to. A
 * backend whose settings and contents are the same is opened once, however often the configuration
 * is read, and is told of each time after the first.
 */
final class KeyBackendPool implements AutoCloseable {

  private final BackendLibraries libraries = new BackendLibraries();
  private final Map<String, KeyBackends.Open> open = new HashMap<>();
  private final Optional<FipsModule> fips;

  /**
   * @param fips with it, its keystores and its algorithms are all that is opened
   */
  KeyBackendPool(Optional<FipsModule> fips) {
    this.fips = fips;
  }

  /** One open backend, by what it was opened from. */
  record Backend(String version, SigningKeys keys) {}

  /**
   * @param directory where the configuration says that libraries are; null where it does not
   * @throws StartFailed it cannot be opened; its message names the backend and no secret
   */
  synchronized Backend open(KeyBackendSettings settings, @Nullable Path directory)
      throws StartFailed {
    try {
      String version = settings.name() + " " + KeyBackends.version(settings, directory);
      KeyBackends.Open backend = open.get(version);
      if (backend == null) {
        backend = KeyBackends.open(settings, type -> libraries.find(type, directory), fips);
        open.put(version, backend);
      } else if (backend.end() instanceof KeyBackend same) {
        same.reloaded();
      }
      return new Backend(version, backend.keys());
    } catch (IOException e) {
      throw failed(StartFailed.Reason.KEYS, settings, "cannot read " + e.getMessage(), e);
    } catch (UncheckedIOException e) {
      throw failed(
          StartFailed.Reason.SECRET,
          settings,
          String.valueOf(Objects.requireNonNullElse(e.getCause(), e).getMessage()),
          e);
    } catch (PortException e) {
      throw failed(StartFailed.Reason.KEYS, settings, String.valueOf(e.getMessage()), e);
    }
  }

  private static StartFailed failed(
      StartFailed.Reason reason, KeyBackendSettings settings, String why, Exception cause) {
    return new StartFailed(reason, "key backend " + settings.name() + ": " + why, cause);
  }

  /**
   * Closes every backend but those of {@code versions}. One that does not close cleanly is out of
   * use all the same, and that fails nobody.
   */
  synchronized void retain(Set<String> versions) {
    Opened unused = new Opened();
    for (String version : Set.copyOf(open.keySet())) {
      if (!versions.contains(version)) {
        unused.add(Objects.requireNonNull(open.remove(version)).end());
      }
    }
    try {
      unused.close();
    } catch (IllegalStateException e) {
      // Its parts were all tried, and what is in force has nothing to do with them.
    }
  }

  /** Backends first: their libraries have to be there for it. */
  @Override
  public synchronized void close() {
    try (Opened all = new Opened()) {
      all.add(libraries);
      open.values().forEach(backend -> all.add(backend.end()));
      open.clear();
    }
  }
}
