package org.stellaops.signer.kms.keystore;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.CharBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Date;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.bc.BcX509v3CertificateBuilder;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.operator.bc.BcECContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS12PfxPduBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.bc.BcPKCS12MacCalculatorBuilder;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;

/** Makes keystore files that {@link KeystoreKeys}, keytool and openssl read. */
public final class KeystoreFile {

  /**
   * Of PBKDF2 for the key and of the integrity key alike: an attacker tries passwords against the
   * cheaper of the two.
   */
  static final int ITERATIONS = 600_000;

  /** What a PKCS#12 file can hold without two readers seeing two names. */
  private static final Pattern ALIAS = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

  private KeystoreFile() {}

  /**
   * Generates a P-256 key and keeps it in the new file {@code file}: the key under PBES2 with
   * PBKDF2-HMAC-SHA256 and AES-256-CBC (RFC 8018 §6.2), the whole under an HMAC-SHA256 (RFC 7292
   * Appendix B), the file with mode 0600. The file appears complete and durable, or not at all. Its
   * self-signed certificate only carries the public key: the format has no other place for it.
   *
   * @param alias 1 to 63 characters out of a-z, 0-9, dot, underscore and hyphen, the first a letter
   *     or digit
   * @param password printable ASCII, not empty; not changed, so the caller overwrites it
   * @return the public key of the new key
   * @throws IllegalArgumentException for another alias or password
   * @throws java.nio.file.FileAlreadyExistsException if the file exists; it is not touched
   */
  public static PinnedKey create(Path file, String alias, char[] password) throws IOException {
    return create(file, alias, password, ITERATIONS);
  }

  static PinnedKey create(Path file, String alias, char[] password, int iterations)
      throws IOException {
    if (!ALIAS.matcher(alias).matches()) {
      throw new IllegalArgumentException(
          "an alias has 1 to 63 characters out of a-z, 0-9, dot, underscore and hyphen");
    }
    if (!isUsable(password)) {
      throw new IllegalArgumentException("a keystore password is printable ASCII and not empty");
    }
    ECKeyPairGenerator generator = new ECKeyPairGenerator();
    generator.init(
        new ECKeyGenerationParameters(Rfc6979Key.Curve.P256.domain(), new SecureRandom()));
    AsymmetricCipherKeyPair pair = generator.generateKeyPair();
    try {
      PrivateFile.create(file, encode(pair, alias, password, iterations));
    } catch (OperatorCreationException | PKCSException e) {
      throw new IllegalStateException("every Java platform has PBES2 with AES-256", e);
    }
    return PinnedKey.parseSpki(
        Bytes.adopt(
            SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(pair.getPublic()).getEncoded()));
  }

  /** JDK 17 takes no other password, and readers disagree on the bytes of any other. */
  static boolean isUsable(char[] password) {
    return password.length > 0
        && CharBuffer.wrap(password).chars().allMatch(c -> c >= 0x20 && c <= 0x7e);
  }

  private static byte[] encode(
      AsymmetricCipherKeyPair pair, String alias, char[] password, int iterations)
      throws IOException, OperatorCreationException, PKCSException {
    OutputEncryptor encryptor = new KeyEncryption(password, iterations);
    X509CertificateHolder certificate = selfSigned(pair, alias);
    // The two bags of a pair find each other by this id (RFC 7292 §4.2, PKCS #9 localKeyID).
    var localKeyId =
        new DEROctetString(
            Bytes.adopt(certificate.getSubjectPublicKeyInfo().getEncoded())
                .sha256()
                .bytes()
                .toByteArray());
    var name = new DERBMPString(alias);
    var keyBag =
        new PKCS12SafeBagBuilder(
                PrivateKeyInfoFactory.createPrivateKeyInfo(pair.getPrivate()), encryptor)
            .addBagAttribute(PKCSObjectIdentifiers.pkcs_9_at_friendlyName, name)
            .addBagAttribute(PKCSObjectIdentifiers.pkcs_9_at_localKeyId, localKeyId)
            .build();
    var certificateBag =
        new PKCS12SafeBagBuilder(certificate)
            .addBagAttribute(PKCSObjectIdentifiers.pkcs_9_at_friendlyName, name)
            .addBagAttribute(PKCSObjectIdentifiers.pkcs_9_at_localKeyId, localKeyId)
            .build();
    var mac =
        new BcPKCS12MacCalculatorBuilder(
                new PlatformSha256(), new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256))
            .setIterationCount(iterations);
    return new PKCS12PfxPduBuilder()
        .addData(certificateBag)
        .addData(keyBag)
        .build(mac, password)
        .getEncoded("DER");
  }

  private static X509CertificateHolder selfSigned(AsymmetricCipherKeyPair pair, String alias)
      throws IOException, OperatorCreationException {
    AsymmetricKeyParameter publicKey = pair.getPublic();
    X500Name name = new X500Name("CN=" + alias);
    var ecdsa = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    var sha256 = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);
    // It vouches for nothing, so it never ends either (RFC 5280 §4.1.2.5).
    return new BcX509v3CertificateBuilder(
            name,
            new BigInteger(127, new SecureRandom()).add(BigInteger.ONE),
            Date.from(Instant.EPOCH),
            Date.from(Instant.parse("9999-12-31T23:59:59Z")),
            name,
            publicKey)
        .build(new BcECContentSignerBuilder(ecdsa, sha256).build(pair.getPrivate()));
  }
}
