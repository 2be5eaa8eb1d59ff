package org.stellaops.signer.bootstrap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.KeyBackendSettings;
import org.stellaops.signer.ports.PortException;
import org.stellaops.signer.ports.SigningKeys;

/**
 * The open key backends of every policy that is in force or that a request may still keep to. A
 * backend whose settings and contents are the same is opened once, however often the configuration
 * is read.
 */
final class KeyBackendPool implements AutoCloseable {

  private final Map<String, KeyBackends.Open> open = new HashMap<>();

  /** One open backend, by what it was opened from. */
  record Backend(String version, SigningKeys keys) {}

  /**
   * @param libraries where the libraries of backends are; null for those of the installation
   * @throws StartFailed it cannot be opened; its message names the backend and no secret
   */
  synchronized Backend open(KeyBackendSettings settings, @Nullable Path libraries)
      throws StartFailed {
    try {
      String version = settings.name() + " " + KeyBackends.version(settings, libraries);
      KeyBackends.Open backend = open.get(version);
      if (backend == null) {
        backend = KeyBackends.open(settings, libraries);
        open.put(version, backend);
      }
      return new Backend(version, backend.keys());
    } catch (IOException e) {
      throw failed(StartFailed.Reason.KEYS, settings, "cannot read " + e.getMessage(), e);
    } catch (UncheckedIOException e) {
      throw failed(StartFailed.Reason.SECRET, settings, String.valueOf(e.getMessage()), e);
    } catch (PortException e) {
      throw failed(StartFailed.Reason.KEYS, settings, String.valueOf(e.getMessage()), e);
    }
  }

  private static StartFailed failed(
      StartFailed.Reason reason, KeyBackendSettings settings, String why, Exception cause) {
    return new StartFailed(reason, "key backend " + settings.name() + ": " + why, cause);
  }

  /** Closes every backend but those of {@code versions}. */
  synchronized void retain(Set<String> versions) {
    Set<String> unused = new HashSet<>(open.keySet());
    unused.removeAll(versions);
    for (String version : unused) {
      KeyBackends.Open backend = open.remove(version);
      if (backend != null) {
        close(backend);
      }
    }
  }

  private static void close(KeyBackends.Open backend) {
    try {
      backend.end().close();
    } catch (Exception e) {
      throw new IllegalStateException("a key backend did not close cleanly", e);
    }
  }

  @Override
  public void close() {
    retain(Set.of());
  }
}
