package org.stellaops.signer.kms.keystore;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfoBuilder;
import org.stellaops.signer.model.NewKeyKind;
import org.stellaops.signer.model.PinnedKey;

/** Makes PEM files that {@link PemKeys} and openssl read. */
public final class NewPemKey {

  private NewPemKey() {}

  /**
   * Generates a key and keeps it in the new file {@code file} with mode 0600, encrypted as those of
   * {@link KeystoreFile} are (RFC 7468 §11). The file appears complete and durable, or not at all.
   *
   * @param password printable ASCII, not empty; not changed, so the caller overwrites it
   * @return the public key of the new key, under the algorithm that was asked for
   * @throws IllegalArgumentException for another password
   * @throws java.nio.file.FileAlreadyExistsException if the file exists; it is not touched
   */
  public static PinnedKey create(Path file, NewKeyKind kind, char[] password) throws IOException {
    if (!KeystoreFile.isUsable(password)) {
      throw new IllegalArgumentException("a key's password is printable ASCII and not empty");
    }
    PrivateKeyInfo pair = NewKeyPair.make(kind);
    try {
      byte[] der =
          new PKCS8EncryptedPrivateKeyInfoBuilder(pair)
              .build(new KeyEncryption(password, KeystoreFile.ITERATIONS))
              .getEncoded();
      String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
      String pem =
          "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
              + body
              + "\n-----END ENCRYPTED PRIVATE KEY-----\n";
      PrivateFile.create(file, pem.getBytes(StandardCharsets.US_ASCII));
    } catch (OperatorCreationException e) {
      throw new IllegalStateException("every Java platform has PBES2 with AES-256", e);
    }
    return SoftwareKey.of(pair.getEncoded()).pin().under(kind.algorithm());
  }
}
