package org.stellaops.signer.kms.keystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.crypto.util.PBKDF2Config;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfoBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.SignatureValue;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.SigningKey;
import org.stellaops.signer.ports.SigningKeys;

/** What the FIPS module reads of key files, and what it leaves to others. */
class ModuleKeyFilesTest {

  private static final String PASSWORD = "fourteen-letters";

  @TempDir private Path directory;

  private static SignatureValue signed(SigningKeys keys, String uri) {
    Deadline soon = Deadline.in(Duration.ofSeconds(30), Ticker.system());
    SigningKey key = keys.open(new KeyUri(uri), null, soon);
    return key.sign(PreAuthEncoding.of("text/plain", Bytes.utf8("a message")), () -> {}, soon);
  }

  private Path file(String label, byte[] der) throws IOException {
    Path file = directory.resolve("key.pem");
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    Files.writeString(
        file, "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  private Path encrypted(KeyPair pair, String password, ASN1ObjectIdentifier cipher, int salt)
      throws Exception {
    PBKDF2Config derivation =
        new PBKDF2Config.Builder()
            .withPRF(PBKDF2Config.PRF_SHA256)
            .withIterationCount(1000)
            .withSaltLength(salt)
            .build();
    OutputEncryptor encryptor =
        new JcePKCSPBEOutputEncryptorBuilder(derivation, cipher)
            .setProvider(new BouncyCastleProvider())
            .build(password.toCharArray());
    return file(
        "ENCRYPTED PRIVATE KEY",
        new PKCS8EncryptedPrivateKeyInfoBuilder(pair.getPrivate().getEncoded())
            .build(encryptor)
            .getEncoded());
  }

  private static PemKeys opened(Path file, String password) {
    return PemKeys.open(file, Optional.of(() -> password.toCharArray()), ModuleForTests.MODULE);
  }

  private static void assertRefused(Path file, Optional<String> password, String why) {
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() ->
            PemKeys.open(
                    file, password.map(each -> () -> each.toCharArray()), ModuleForTests.MODULE)
                .close())
        .withMessageContaining(why);
  }

  @Test
  void pem_encryptedAsApproved_signsByTheModule() throws Exception {
    KeyPair pair = ModuleForTests.ec("secp384r1");

    try (PemKeys keys =
        opened(encrypted(pair, PASSWORD, NISTObjectIdentifiers.id_aes256_CBC, 16), PASSWORD)) {
      SignatureValue signature = signed(keys, PemKeys.KEY);

      assertThat(signature.madeBy()).isEqualTo("BCFIPS");
      Signature check = Signature.getInstance("SHA384withECDSA", "SunEC");
      check.initVerify(
          KeyFactory.getInstance("EC", "SunEC")
              .generatePublic(new X509EncodedKeySpec(pair.getPublic().getEncoded())));
      PreAuthEncoding.of("text/plain", Bytes.utf8("a message")).update(check);
      assertThat(check.verify(signature.bytes().toByteArray())).isTrue();
    }
  }

  @Test
  void pem_wrongPassword_isRefusedUntold() throws Exception {
    Path file =
        encrypted(
            ModuleForTests.ec("secp256r1"), PASSWORD, NISTObjectIdentifiers.id_aes128_CBC, 16);

    assertRefused(file, Optional.of("another-password-1"), "the password that is set for it");
  }

  @Test
  void pem_saltOfOpenssl30_isRefusedWithWhatIsNeeded() throws Exception {
    Path file =
        encrypted(ModuleForTests.ec("secp256r1"), PASSWORD, NISTObjectIdentifiers.id_aes256_CBC, 8);

    assertRefused(file, Optional.of(PASSWORD), "a salt of at least 16 bytes");
  }

  @Test
  void pem_passwordOfThirteenLetters_isRefusedWithWhatIsNeeded() throws Exception {
    Path file =
        encrypted(
            ModuleForTests.ec("secp256r1"),
            "thirteen-char",
            NISTObjectIdentifiers.id_aes256_CBC,
            16);

    assertRefused(file, Optional.of("thirteen-char"), "a password of at least 14 characters");
  }

  @Test
  void pem_encryptedByTripleDes_isRefused() throws Exception {
    Path file =
        encrypted(ModuleForTests.ec("secp256r1"), PASSWORD, PKCSObjectIdentifiers.des_EDE3_CBC, 16);

    assertRefused(file, Optional.of(PASSWORD), "AES-CBC alone");
  }

  @Test
  void pem_encryptedByScrypt_isRefused() throws Exception {
    Path file = directory.resolve("scrypt.pem");
    Files.writeString(file, PemKeysTest.SCRYPT);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

    assertRefused(file, Optional.of("pem-password"), "PBES2 with PBKDF2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Ed25519", "X25519"})
  void pem_keyOfAnotherKind_isRefused(String kind) throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance(kind).generateKeyPair();

    assertRefused(
        file("PRIVATE KEY", pair.getPrivate().getEncoded()), Optional.empty(), "EC and RSA keys");
  }

  @Test
  void pem_curveThatTheModuleKnowsAndWeDoNot_isRefused() throws Exception {
    KeyPair pair = ModuleForTests.ec("secp256k1");

    assertRefused(
        file("PRIVATE KEY", pair.getPrivate().getEncoded()),
        Optional.empty(),
        "supported keys are EC P-256");
  }

  @Test
  void pem_rsaOf1024Bits_isRefused() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    KeyPair pair = generator.generateKeyPair();

    assertRefused(file("PRIVATE KEY", pair.getPrivate().getEncoded()), Optional.empty(), "holds ");
  }

  @Test
  void pem_ecKeyWithoutItsPublicKey_isRefusedWithWhatAddsIt() throws Exception {
    PrivateKeyInfo whole =
        PrivateKeyInfo.getInstance(ModuleForTests.ec("secp256r1").getPrivate().getEncoded());
    ECPrivateKey key = ECPrivateKey.getInstance(whole.parsePrivateKey());
    byte[] bare =
        new PrivateKeyInfo(whole.getPrivateKeyAlgorithm(), new ECPrivateKey(256, key.getKey()))
            .getEncoded();

    assertRefused(file("PRIVATE KEY", bare), Optional.empty(), "openssl pkey -in OLD -out NEW");
  }

  @Test
  void pem_ecKeyWithAnothersPublicKey_isRefused() throws Exception {
    PrivateKeyInfo one =
        PrivateKeyInfo.getInstance(ModuleForTests.ec("secp256r1").getPrivate().getEncoded());
    PrivateKeyInfo other =
        PrivateKeyInfo.getInstance(ModuleForTests.ec("secp256r1").getPrivate().getEncoded());
    byte[] mixed =
        new PrivateKeyInfo(
                one.getPrivateKeyAlgorithm(),
                new ECPrivateKey(
                    256,
                    ECPrivateKey.getInstance(one.parsePrivateKey()).getKey(),
                    ECPrivateKey.getInstance(other.parsePrivateKey()).getPublicKey(),
                    null))
            .getEncoded();

    assertRefused(file("PRIVATE KEY", mixed), Optional.empty(), "does not belong to it");
  }

  @Test
  void keystore_pkcs12_isRefusedWithWhatConvertsIt() {
    KeyPair pair = Pkcs12.ec("secp256r1");
    Path file =
        new Pkcs12()
            .key("sbom", pair, Pkcs12.selfSigned(pair), PASSWORD)
            .write(directory.resolve("keys.p12"), PASSWORD);

    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> open(file, PASSWORD))
        .withMessageContaining("PKCS#12")
        .withMessageContaining("keytool -importkeystore");
  }

  private static KeystoreKeys open(Path file, String password) {
    return KeystoreKeys.open(file, password::toCharArray, ModuleForTests.MODULE);
  }

  private Path bcfks(KeyPair pair) {
    return new Pkcs12("BCFKS", ModuleForTests.MODULE.provider())
        .key("sbom", pair, Pkcs12.selfSigned(pair), PASSWORD)
        .write(directory.resolve("keys.bcfks"), PASSWORD);
  }

  @Test
  void keystore_bcfks_signsByTheModule() {
    KeyPair pair = Pkcs12.ec("secp521r1");
    Path file = bcfks(pair);

    try (KeystoreKeys keys = open(file, PASSWORD)) {
      SignatureValue signature = signed(keys, "keystore:sbom");

      assertThat(signature.madeBy()).isEqualTo("BCFIPS");
      assertThat(signature.algorithm()).isEqualTo(SignatureAlgorithm.ECDSA_P521_SHA512);
    }
  }

  @Test
  void keystore_wrongOrShortPassword_isRefused() {
    KeyPair pair = Pkcs12.ec("secp256r1");
    Path file = bcfks(pair);

    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> open(file, "another-password-1"))
        .withMessageContaining("password");
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> open(file, "short"))
        .withMessageContaining("password");
  }
}
