package org.stellaops.signer.bootstrap;

import java.io.IOException;
import java.nio.file.Path;
import org.stellaops.signer.kms.keystore.KeystoreFile;
import org.stellaops.signer.model.PinnedKey;

/** Makes keystore files that a configuration can name under {@code keys.backends}. */
public final class NewKeystore {

  private NewKeystore() {}

  /**
   * Generates a P-256 key and keeps it encrypted in the new file {@code file}, mode 0600.
   *
   * @param alias 1 to 63 characters out of a-z, 0-9, dot, underscore and hyphen
   * @param password not empty; the caller clears it
   * @return the public key
   * @throws java.nio.file.FileAlreadyExistsException if the file exists; it is not touched
   */
  public static PinnedKey create(Path file, String alias, char[] password) throws IOException {
    return KeystoreFile.create(file, alias, password);
  }
}
