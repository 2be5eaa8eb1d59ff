package org.stellaops.signer.kms.keystore;

import static org.stellaops.signer.model.SignatureAlgorithm.ECDSA_P256_SHA256;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.CharBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.AuthenticatedSafe;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;
import org.bouncycastle.operator.MacCalculator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS12PfxPdu;
import org.bouncycastle.pkcs.PKCS12PfxPduBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.bc.BcPKCS12MacCalculatorBuilder;
import org.stellaops.signer.model.NewKeyKind;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.ports.BackendRefused;

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

  /** As {@link #create(Path, String, NewKeyKind, char[])}, of a P-256 key. */
  public static PinnedKey create(Path file, String alias, char[] password) throws IOException {
    return create(file, alias, password, ITERATIONS);
  }

  static PinnedKey create(Path file, String alias, char[] password, int iterations)
      throws IOException {
    return create(file, alias, NewKeyKind.of(ECDSA_P256_SHA256, null), password, iterations);
  }

  /**
   * Generates a key and keeps it in the new file {@code file}: the key under PBES2 with
   * PBKDF2-HMAC-SHA256 and AES-256-CBC (RFC 8018 §6.2), the whole under an HMAC-SHA256 (RFC 7292
   * Appendix B), the file with mode 0600. The file appears complete and durable, or not at all. Its
   * self-signed certificate only carries the public key: the format has no other place for it.
   *
   * @param alias 1 to 63 characters out of a-z, 0-9, dot, underscore and hyphen, the first a letter
   *     or digit
   * @param password printable ASCII, not empty; not changed, so the caller overwrites it
   * @return the public key of the new key, under the algorithm that was asked for
   * @throws IllegalArgumentException for another alias or password
   * @throws java.nio.file.FileAlreadyExistsException if the file exists; it is not touched
   */
  public static PinnedKey create(Path file, String alias, NewKeyKind kind, char[] password)
      throws IOException {
    return create(file, alias, kind, password, ITERATIONS);
  }

  static PinnedKey create(Path file, String alias, NewKeyKind kind, char[] password, int iterations)
      throws IOException {
    require(alias, password);
    PrivateKeyInfo pair = NewKeyPair.make(kind);
    SoftwareKey key = SoftwareKey.of(pair.getEncoded());
    PrivateFile.create(
        file,
        encode(
            new ContentInfo[0],
            entry(pair, key, alias, password, iterations),
            password,
            iterations));
    return key.pin().under(kind.algorithm());
  }

  /**
   * Generates a key and adds it to a file, whose other entries stay byte for byte what they are.
   * The file has all of its old content until it has all of the new one. If it is a link, the file
   * that it leads to is changed.
   *
   * @param alias as in {@link #create(Path, String, NewKeyKind, char[])}
   * @param password that of the file; not changed
   * @throws IllegalArgumentException for another alias or password
   * @throws BackendRefused the file does not open with the password, is open to others or has the
   *     alias; or somebody else changes it now
   * @throws org.stellaops.signer.ports.DependencyUnavailable it is absent or cannot be read
   */
  public static PinnedKey add(Path file, String alias, NewKeyKind kind, char[] password)
      throws IOException {
    require(alias, password);
    Path itself = file.toRealPath();
    try (PrivateFile.Replacement next = PrivateFile.Replacement.begin(itself)) {
      byte[] content = PrivateFile.read(itself);
      if (KeystoreReader.entries(file, content, password).containsKey(alias)) {
        throw new BackendRefused(
            "the keystore " + file + " has a key " + alias + ": give the new one another name");
      }
      PrivateKeyInfo pair = NewKeyPair.make(kind);
      SoftwareKey key = SoftwareKey.of(pair.getEncoded());
      next.publish(
          encode(
              new PKCS12PfxPdu(content).getContentInfos(),
              entry(pair, key, alias, password, ITERATIONS),
              password,
              ITERATIONS));
      return key.pin().under(kind.algorithm());
    }
  }

  private static void require(String alias, char[] password) {
    if (!ALIAS.matcher(alias).matches()) {
      throw new IllegalArgumentException(
          "an alias has 1 to 63 characters out of a-z, 0-9, dot, underscore and hyphen");
    }
    if (!isUsable(password)) {
      throw new IllegalArgumentException("a keystore password is printable ASCII and not empty");
    }
  }

  /** JDK 17 takes no other password, and readers disagree on the bytes of any other. */
  static boolean isUsable(char[] password) {
    return password.length > 0
        && CharBuffer.wrap(password).chars().allMatch(c -> c >= 0x20 && c <= 0x7e);
  }

  private static byte[] encode(
      ContentInfo[] before, ContentInfo[] added, char[] password, int iterations)
      throws IOException {
    ContentInfo[] all = Arrays.copyOf(before, before.length + added.length);
    System.arraycopy(added, 0, all, before.length, added.length);
    byte[] safe = new AuthenticatedSafe(all).getEncoded("DER");
    return new Pfx(
            new ContentInfo(PKCSObjectIdentifiers.data, new DEROctetString(safe)),
            mac(safe, password, iterations))
        .getEncoded("DER");
  }

  private static MacData mac(byte[] safe, char[] password, int iterations) throws IOException {
    var sha256 = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);
    MacCalculator mac =
        new BcPKCS12MacCalculatorBuilder(new PlatformSha256(), sha256)
            .setIterationCount(iterations)
            .build(password);
    try (OutputStream out = mac.getOutputStream()) {
      out.write(safe);
    }
    var salted = PKCS12PBEParams.getInstance(mac.getAlgorithmIdentifier().getParameters());
    return new MacData(new DigestInfo(sha256, mac.getMac()), salted.getIV(), iterations);
  }

  private static ContentInfo[] entry(
      PrivateKeyInfo pair, SoftwareKey key, String alias, char[] password, int iterations)
      throws IOException {
    // The two bags of a pair find each other by this id (RFC 7292 §4.2, PKCS #9 localKeyID).
    var localKeyId = new DEROctetString(key.pin().fingerprint().bytes().toByteArray());
    var name = new DERBMPString(alias);
    try {
      var keyBag =
          new PKCS12SafeBagBuilder(pair, new KeyEncryption(password, iterations))
              .addBagAttribute(PKCSObjectIdentifiers.pkcs_9_at_friendlyName, name)
              .addBagAttribute(PKCSObjectIdentifiers.pkcs_9_at_localKeyId, localKeyId)
              .build();
      var certificateBag =
          new PKCS12SafeBagBuilder(KeyCertificate.of(key, alias))
              .addBagAttribute(PKCSObjectIdentifiers.pkcs_9_at_friendlyName, name)
              .addBagAttribute(PKCSObjectIdentifiers.pkcs_9_at_localKeyId, localKeyId)
              .build();
      return new PKCS12PfxPduBuilder()
          .addData(certificateBag)
          .addData(keyBag)
          .build(null, new char[0])
          .getContentInfos();
    } catch (OperatorCreationException | PKCSException e) {
      throw new IllegalStateException("every Java platform has PBES2 with AES-256", e);
    }
  }
}
