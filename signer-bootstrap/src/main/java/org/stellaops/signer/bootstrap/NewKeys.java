package org.stellaops.signer.bootstrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.stellaops.signer.kms.keystore.KeystoreFile;
import org.stellaops.signer.kms.keystore.NewPemKey;
import org.stellaops.signer.model.NewKeyKind;
import org.stellaops.signer.model.PinnedKey;

/** Makes keys where a configuration can name them under {@code keys.backends}. */
public final class NewKeys {

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
}
