package org.stellaops.signer.kms.keystore;

import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.Key;
import javax.crypto.Cipher;
import javax.crypto.CipherOutputStream;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.GenericKey;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.stellaops.signer.model.Primitives;

/**
 * PBES2 with PBKDF2-HMAC-SHA256 and AES-256-CBC (RFC 8018 §6.2) by the platform, whose SHA-256 uses
 * the processor's instructions for it. For one key: salt and initialisation vector are used once.
 */
final class KeyEncryption implements OutputEncryptor {

  private static final String ALGORITHM = "PBEWithHmacSHA256AndAES_256";
  private static final int SALT = 16;

  private final Cipher cipher;
  private final Key key;
  private final AlgorithmIdentifier identifier;

  KeyEncryption(char[] password, int iterations) throws IOException, OperatorCreationException {
    byte[] salt = new byte[SALT];
    Primitives.random().nextBytes(salt);
    PBEKeySpec spec = new PBEKeySpec(password);
    try {
      key = SecretKeyFactory.getInstance(ALGORITHM).generateSecret(spec);
      cipher = Cipher.getInstance(ALGORITHM);
      // Without an initialisation vector: the cipher makes a random one.
      cipher.init(Cipher.ENCRYPT_MODE, key, new PBEParameterSpec(salt, iterations));
      identifier =
          new AlgorithmIdentifier(
              PKCSObjectIdentifiers.id_PBES2,
              ASN1Primitive.fromByteArray(cipher.getParameters().getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new OperatorCreationException("PBES2", e);
    } finally {
      spec.clearPassword();
    }
  }

  @Override
  public AlgorithmIdentifier getAlgorithmIdentifier() {
    return identifier;
  }

  @Override
  public OutputStream getOutputStream(OutputStream encrypted) {
    return new CipherOutputStream(encrypted, cipher);
  }

  @Override
  public GenericKey getKey() {
    return new GenericKey(identifier, key.getEncoded());
  }
}
