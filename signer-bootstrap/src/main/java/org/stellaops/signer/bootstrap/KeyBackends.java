package org.stellaops.signer.bootstrap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.stellaops.signer.bootstrap.config.KeyBackendSettings;
import org.stellaops.signer.bootstrap.config.Secret;
import org.stellaops.signer.kms.keystore.KeystoreKeys;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.ports.SigningKeys;

/** The one place that knows which settings open which backend. */
final class KeyBackends {

  private KeyBackends() {}

  /** An open backend, and how to close it. */
  record Open(SigningKeys keys, AutoCloseable end) {}

  /**
   * @throws org.stellaops.signer.ports.PortException it cannot be opened
   * @throws UncheckedIOException a secret cannot be read
   */
  static Open open(KeyBackendSettings settings) {
    return switch (settings) {
      case KeyBackendSettings.Keystore keystore -> {
        KeystoreKeys keys = KeystoreKeys.open(keystore.file(), () -> revealed(keystore.password()));
        yield new Open(keys, keys);
      }
    };
  }

  /**
   * What an open backend was opened from: as long as it is the same, the backend need not be opened
   * again.
   */
  static String version(KeyBackendSettings settings) throws IOException {
    return switch (settings) {
      case KeyBackendSettings.Keystore keystore ->
          keystore.file() + " " + Bytes.adopt(Files.readAllBytes(keystore.file())).sha256();
    };
  }

  /** The word for the backend in records and metrics. */
  static String keyClass(KeyBackendSettings settings) {
    return switch (settings) {
      case KeyBackendSettings.Keystore keystore -> "keystore";
    };
  }

  /** What the backend's adapter calls the key that is configured as {@code key}. */
  static KeyUri uri(KeyBackendSettings settings, String key) {
    return switch (settings) {
      case KeyBackendSettings.Keystore keystore -> new KeyUri(KeystoreKeys.SCHEME + key);
    };
  }

  private static char[] revealed(Secret secret) {
    try {
      return secret.reveal();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
