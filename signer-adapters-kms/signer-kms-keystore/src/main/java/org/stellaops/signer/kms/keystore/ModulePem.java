package org.stellaops.signer.kms.keystore;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.stellaops.signer.model.Bytes;

/**
 * By a {@link CryptoModule} alone. Of Bouncy Castle's own library it takes the reading of ASN.1,
 * and no cryptography.
 */
final class ModulePem implements PemKeyReader {

  private static final String WHICH =
      "the module opens PBES2 with PBKDF2 (HMAC with SHA-256, SHA-384 or SHA-512, a salt of at"
          + " least 16 bytes, a password of at least 14 characters) and AES-CBC alone";

  private static final Map<ASN1ObjectIdentifier, String> DERIVATIONS =
      Map.of(
          PKCSObjectIdentifiers.id_hmacWithSHA256, "PBKDF2WITHHMACSHA256",
          PKCSObjectIdentifiers.id_hmacWithSHA384, "PBKDF2WITHHMACSHA384",
          PKCSObjectIdentifiers.id_hmacWithSHA512, "PBKDF2WITHHMACSHA512");

  private static final Map<ASN1ObjectIdentifier, Integer> AES_BITS =
      Map.of(
          NISTObjectIdentifiers.id_aes128_CBC, 128,
          NISTObjectIdentifiers.id_aes192_CBC, 192,
          NISTObjectIdentifiers.id_aes256_CBC, 256);

  /** What one derivation may cost a start. */
  private static final int MOST_ROUNDS = 10_000_000;

  private final CryptoModule module;

  ModulePem(CryptoModule module) {
    this.module = module;
  }

  @Override
  public byte[] decrypted(byte[] der, char[] password) {
    EncryptedPrivateKeyInfo encrypted = EncryptedPrivateKeyInfo.getInstance(der);
    if (!PKCSObjectIdentifiers.id_PBES2.equals(encrypted.getEncryptionAlgorithm().getAlgorithm())) {
      throw new IllegalArgumentException(WHICH);
    }
    PBES2Parameters scheme =
        PBES2Parameters.getInstance(encrypted.getEncryptionAlgorithm().getParameters());
    Integer bits = AES_BITS.get(scheme.getEncryptionScheme().getAlgorithm());
    if (bits == null
        || !PKCSObjectIdentifiers.id_PBKDF2.equals(scheme.getKeyDerivationFunc().getAlgorithm())) {
      throw new IllegalArgumentException(WHICH);
    }
    PBKDF2Params derivation =
        PBKDF2Params.getInstance(scheme.getKeyDerivationFunc().getParameters());
    byte[] iv =
        ASN1OctetString.getInstance(scheme.getEncryptionScheme().getParameters()).getOctets();
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding", module.provider());
      cipher.init(
          Cipher.DECRYPT_MODE,
          new SecretKeySpec(derived(derivation, bits, password), "AES"),
          new IvParameterSpec(iv));
      return cipher.doFinal(encrypted.getEncryptedData());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("not decrypted", e);
    }
  }

  private byte[] derived(PBKDF2Params derivation, int bits, char[] password)
      throws GeneralSecurityException {
    String name = DERIVATIONS.get(derivation.getPrf().getAlgorithm());
    int rounds = derivation.getIterationCount().intValueExact();
    if (name == null || rounds > MOST_ROUNDS) {
      throw new IllegalArgumentException(WHICH);
    }
    PBEKeySpec spec = new PBEKeySpec(password, derivation.getSalt(), rounds, bits);
    try {
      return SecretKeyFactory.getInstance(name, module.provider())
          .generateSecret(spec)
          .getEncoded();
    } catch (AssertionError e) {
      throw new IllegalArgumentException(WHICH + ": " + e.getMessage(), e);
    } finally {
      spec.clearPassword();
    }
  }

  @Override
  public LocalKey key(byte[] pkcs8) {
    PrivateKeyInfo info = parsed(pkcs8);
    try {
      ASN1ObjectIdentifier kind = info.getPrivateKeyAlgorithm().getAlgorithm();
      if (X9ObjectIdentifiers.id_ecPublicKey.equals(kind)) {
        return elliptic(info, pkcs8);
      }
      if (PKCSObjectIdentifiers.rsaEncryption.equals(kind)) {
        return rsa(pkcs8);
      }
      throw new IllegalArgumentException(
          "a key that the module may not sign with: it signs with EC and RSA keys");
    } catch (GeneralSecurityException | IOException | IllegalStateException e) {
      throw new IllegalArgumentException("a private key that is damaged", e);
    } catch (AssertionError e) {
      throw new IllegalArgumentException(
          "a key that the module does not take: " + e.getMessage(), e);
    }
  }

  /** The parser throws whatever its parts throw. */
  private static PrivateKeyInfo parsed(byte[] pkcs8) {
    try {
      return PrivateKeyInfo.getInstance(pkcs8);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("not a private key in PKCS#8 form", e);
    }
  }

  /** Working the public key out of the private one would be cryptography of ours. */
  private LocalKey elliptic(PrivateKeyInfo info, byte[] pkcs8)
      throws IOException, GeneralSecurityException {
    ASN1BitString point = ECPrivateKey.getInstance(info.parsePrivateKey()).getPublicKey();
    if (point == null) {
      throw new IllegalArgumentException(
          "an EC key without its public key: add it with openssl pkey -in OLD -out NEW");
    }
    Bytes spki =
        Bytes.adopt(
            new SubjectPublicKeyInfo(info.getPrivateKeyAlgorithm(), point.getOctets())
                .getEncoded("DER"));
    KeyFactory keys = KeyFactory.getInstance("EC", module.provider());
    return ModuleKey.of(
        module,
        keys.generatePrivate(new PKCS8EncodedKeySpec(pkcs8)),
        keys.generatePublic(new X509EncodedKeySpec(spki.toByteArray())));
  }

  private LocalKey rsa(byte[] pkcs8) throws GeneralSecurityException {
    KeyFactory keys = KeyFactory.getInstance("RSA", module.provider());
    PrivateKey key = keys.generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    if (!(key instanceof RSAPrivateCrtKey whole)) {
      throw new IllegalArgumentException("an RSA key without its public exponent");
    }
    return ModuleKey.of(
        module,
        key,
        keys.generatePublic(new RSAPublicKeySpec(whole.getModulus(), whole.getPublicExponent())));
  }
}
