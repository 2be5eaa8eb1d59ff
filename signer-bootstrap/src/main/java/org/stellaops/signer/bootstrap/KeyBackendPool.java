package org.stellaops.signer.bootstrap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.stellaops.signer.bootstrap.config.KeystoreSettings;
import org.stellaops.signer.kms.keystore.KeystoreKeys;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.PortException;

/**
 * The open key backends of every policy that is in force or that a request may still keep to. A
 * backend whose settings and contents are the same is opened once, however often the configuration
 * is read.
 */
final class KeyBackendPool implements AutoCloseable {

  private final Map<String, KeystoreKeys> open = new HashMap<>();

  /** One open backend, by what it was opened from. */
  record Backend(String version, KeystoreKeys keys) {}

  /**
   * @throws StartFailed it cannot be opened; its message names the backend and no secret
   */
  synchronized Backend open(KeystoreSettings keystore) throws StartFailed {
    try {
      String version =
          keystore.file() + " " + Bytes.adopt(Files.readAllBytes(keystore.file())).sha256();
      KeystoreKeys keys = open.get(version);
      if (keys == null) {
        keys = KeystoreKeys.open(keystore.file(), () -> password(keystore));
        open.put(version, keys);
      }
      return new Backend(version, keys);
    } catch (IOException e) {
      throw failed(StartFailed.Reason.KEYS, keystore, "cannot read " + keystore.file(), e);
    } catch (UncheckedIOException e) {
      throw failed(StartFailed.Reason.SECRET, keystore, String.valueOf(e.getMessage()), e);
    } catch (PortException e) {
      throw failed(StartFailed.Reason.KEYS, keystore, String.valueOf(e.getMessage()), e);
    }
  }

  private static StartFailed failed(
      StartFailed.Reason reason, KeystoreSettings keystore, String why, Exception cause) {
    return new StartFailed(reason, "keystore " + keystore.name() + ": " + why, cause);
  }

  private static char[] password(KeystoreSettings keystore) {
    try {
      return keystore.password().reveal();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Closes every backend but those of {@code versions}. */
  synchronized void retain(Set<String> versions) {
    Set<String> unused = new HashSet<>(open.keySet());
    unused.removeAll(versions);
    for (String version : unused) {
      KeystoreKeys keys = open.remove(version);
      if (keys != null) {
        keys.close();
      }
    }
  }

  @Override
  public void close() {
    retain(Set.of());
  }
}
