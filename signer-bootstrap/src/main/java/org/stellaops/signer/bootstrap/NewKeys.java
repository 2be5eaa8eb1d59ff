package org.stellaops.signer.bootstrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.stellaops.signer.bootstrap.libraries.BackendLibraries;
import org.stellaops.signer.kms.keystore.KeystoreFile;
import org.stellaops.signer.kms.keystore.NewPemKey;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.NewKeyKind;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.KeyBackendOptions;

/** Makes keys where a configuration can name them under {@code keys.backends}. */
public final class NewKeys {

  private static final String TOKEN = "pkcs11";
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private NewKeys() {}

  /**
   * Makes a key in a PKCS#12 file: in a new one of mode 0600, or beside the keys of one that is
   * there and opens with the password. Nothing that was there is changed. A failure leaves no half
   * file, and no key.
   *
   * @param alias 1 to 63 characters out of a-z, 0-9, dot, underscore and hyphen
   * @param password printable ASCII, not empty; the caller clears it
   * @return the public key, under the algorithm of {@code kind}
   * @throws IllegalArgumentException for another alias or password
   * @throws org.stellaops.signer.ports.PortException the file that is there does not open, is open
   *     to others or has the alias
   * @throws java.nio.file.FileAlreadyExistsException it appeared meanwhile, or is a link that leads
   *     nowhere
   */
  public static PinnedKey inKeystore(Path file, String alias, NewKeyKind kind, char[] password)
      throws IOException {
    return Files.exists(file)
        ? KeystoreFile.add(file, alias, kind, password)
        : KeystoreFile.create(file, alias, kind, password);
  }

  /**
   * Makes a key in a new PEM file of mode 0600, encrypted. A failure leaves no file.
   *
   * @param password printable ASCII, not empty; the caller clears it
   * @return the public key, under the algorithm of {@code kind}
   * @throws IllegalArgumentException for another password
   * @throws java.nio.file.FileAlreadyExistsException something has that name; it is not touched
   */
  public static PinnedKey inPem(Path file, NewKeyKind kind, char[] password) throws IOException {
    return NewPemKey.create(file, kind, password);
  }

  /**
   * Makes a key on a PKCS#11 token, which it never leaves. The library of {@code pkcs11} is that on
   * the class path, or of the installation.
   *
   * @param settings as a configuration has them: {@code module}, {@code token}, {@code environment}
   * @param pin gives a new array each time, which is overwritten
   * @param key with an object and an id, {@code pkcs11:object=sbom;id=%01}
   * @return the public key, under the algorithm of {@code kind}
   * @throws org.stellaops.signer.ports.PortException it was not made; or it may have been, which
   *     the message says
   */
  public static PinnedKey onToken(
      Map<String, String> settings, Supplier<char[]> pin, KeyUri key, NewKeyKind kind) {
    BackendLibraries.missing(TOKEN, null)
        .ifPresent(missing -> {
          throw new BackendRefused(missing.what() + "; needed is " + missing.remedy());
        });
    try (BackendLibraries libraries = new BackendLibraries()) {
      return libraries
          .find(TOKEN, null)
          .create(
              new KeyBackendOptions("hsm", settings, Map.of("pin", pin)),
              key,
              kind,
              Deadline.in(PATIENCE, Ticker.system()));
    }
  }
}
