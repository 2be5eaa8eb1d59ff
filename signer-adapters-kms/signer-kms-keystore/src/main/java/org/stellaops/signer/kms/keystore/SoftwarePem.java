package org.stellaops.signer.kms.keystore;

import java.io.IOException;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;

/** By Bouncy Castle, which knows every encryption that other programs write. */
final class SoftwarePem implements PemKeyReader {

  @Override
  public byte[] decrypted(byte[] der, char[] password) {
    try {
      return new PKCS8EncryptedPrivateKeyInfo(der)
          .decryptPrivateKeyInfo(
              new JcePKCSPBEInputDecryptorProviderBuilder()
                  .setProvider(new BouncyCastleProvider())
                  .build(password))
          .getEncoded();
    } catch (IOException | PKCSException e) {
      throw new IllegalStateException("not decrypted", e);
    }
  }

  @Override
  public LocalKey key(byte[] pkcs8) {
    return SoftwareKey.of(pkcs8);
  }
}
