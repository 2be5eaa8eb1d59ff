package org.stellaops.signer.kms.keystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.NewKeyKind;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.SigningKey;
import org.stellaops.signer.ports.SigningKeys;

/** Keys that this module makes: each kind signs, and nothing that was there is lost. */
class NewKeysTest {

  private static final String PASSWORD = "a new password";

  @TempDir private Path directory;

  private static NewKeyKind kind(SignatureAlgorithm algorithm) {
    return NewKeyKind.of(algorithm, null);
  }

  static Stream<NewKeyKind> kinds() {
    return Stream.concat(
        Stream.of(SignatureAlgorithm.values()).map(NewKeysTest::kind),
        Stream.of(2048, 4096)
            .map(bits -> new NewKeyKind(SignatureAlgorithm.RSA_PKCS1_SHA256, bits)));
  }

  /** A keystore is read by the platform, which has to know the kind; a PEM file is not. */
  private static boolean isKnown(SignatureAlgorithm algorithm) {
    try {
      return switch (algorithm) {
        case ML_DSA_44, ML_DSA_65, ML_DSA_87 -> KeyFactory.getInstance(algorithm.jcaName()) != null;
        default -> true;
      };
    } catch (NoSuchAlgorithmException e) {
      return false;
    }
  }

  private static void assertSigns(SigningKeys keys, String uri, PinnedKey made) throws Exception {
    Deadline soon = Deadline.in(Duration.ofSeconds(30), Ticker.system());
    SigningKey key = keys.open(new KeyUri(uri), made.algorithm(), soon);
    assertThat(key.pin()).isEqualTo(made);
    assertThat(key.isInSoftware()).isTrue();
    var message = PreAuthEncoding.of("t", Bytes.utf8("x"));
    var provider = new BouncyCastleProvider();
    var verifier = made.algorithm().newSignature(provider);
    verifier.initVerify(
        KeyFactory.getInstance(made.key().getAlgorithm(), provider)
            .generatePublic(new X509EncodedKeySpec(made.spki().toByteArray())));
    message.update(verifier);
    assertThat(verifier.verify(key.sign(message, () -> {}, soon).bytes().toByteArray())).isTrue();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void create_keystoreOfEveryKind_signsWhatVerifies(NewKeyKind kind) throws Exception {
    assumeTrue(isKnown(kind.algorithm()));
    Path file = directory.resolve("keys.p12");
    PinnedKey made = KeystoreFile.create(file, "sbom", kind, PASSWORD.toCharArray());
    assertThat(made.algorithm()).isEqualTo(kind.algorithm());
    if (made.key() instanceof RSAPublicKey rsa) {
      assertThat(rsa.getModulus().bitLength()).isEqualTo(kind.bits());
    }
    try (KeystoreKeys keys = KeystoreKeys.open(file, PASSWORD::toCharArray)) {
      assertSigns(keys, "keystore:sbom", made);
    }
  }

  @ParameterizedTest
  @EnumSource
  void create_pemOfEveryKind_signsWhatVerifies(SignatureAlgorithm algorithm) throws Exception {
    Path file = directory.resolve("key.pem");
    PinnedKey made = NewPemKey.create(file, kind(algorithm), PASSWORD.toCharArray());
    assertThat(file).content().startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (PemKeys keys = PemKeys.open(file, Optional.of(PASSWORD::toCharArray))) {
      assertSigns(keys, "key", made);
    }
  }

  @Test
  void create_pemThatExists_isLeftAsItWas() throws Exception {
    Path file = Files.writeString(directory.resolve("mine"), "mine");
    assertThatExceptionOfType(FileAlreadyExistsException.class)
        .isThrownBy(
            () -> NewPemKey.create(file, kind(SignatureAlgorithm.ED25519), PASSWORD.toCharArray()));
    assertThat(file).hasContent("mine");
  }

  private PinnedKey add(Path file, String alias, SignatureAlgorithm algorithm) throws IOException {
    return KeystoreFile.add(file, alias, kind(algorithm), PASSWORD.toCharArray());
  }

  @Test
  void add_toKeysOfOurOwn_keepsThemAll() throws Exception {
    Path file = directory.resolve("keys.p12");
    PinnedKey first = KeystoreFile.create(file, "a", PASSWORD.toCharArray());
    PinnedKey second = add(file, "b", SignatureAlgorithm.ED25519);
    PinnedKey third = add(file, "c", SignatureAlgorithm.RSA_PSS_SHA256);
    try (KeystoreKeys keys = KeystoreKeys.open(file, PASSWORD::toCharArray)) {
      assertSigns(keys, "keystore:a", first);
      assertSigns(keys, "keystore:b", second);
      assertSigns(keys, "keystore:c", third);
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(names()).containsExactly("keys.p12");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void add_toAFileOfThePlatform_keepsKeysAndCertificates() throws Exception {
    KeyPair old = Pkcs12.ec("secp384r1");
    Certificate alone = Pkcs12.selfSigned(Pkcs12.ec("secp256r1"));
    Path file =
        new Pkcs12()
            .key("old", old, Pkcs12.selfSigned(old), PASSWORD)
            .certificate("ca", alone)
            .write(directory.resolve("keys.p12"), PASSWORD);
    PinnedKey made = add(file, "new", SignatureAlgorithm.ECDSA_P521_SHA512);
    try (KeystoreKeys keys = KeystoreKeys.open(file, PASSWORD::toCharArray)) {
      assertSigns(keys, "keystore:old", PinnedKey.of(old.getPublic()));
      assertSigns(keys, "keystore:new", made);
    }
    var store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    assertThat(store.getCertificate("ca")).isEqualTo(alone);
    store.getCertificate("new").verify(store.getCertificate("new").getPublicKey());
  }

  @Test
  void add_aliasThatIsThere_wrongPasswordOrOpenFile_changesNothing() throws Exception {
    Path file = directory.resolve("keys.p12");
    KeystoreFile.create(file, "a", PASSWORD.toCharArray());
    byte[] before = Files.readAllBytes(file);
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> add(file, "a", SignatureAlgorithm.ED25519))
        .withMessageContaining("has a key a");
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() ->
            KeystoreFile.add(file, "b", kind(SignatureAlgorithm.ED25519), "another".toCharArray()))
        .withMessageContaining("password")
        .withMessageNotContaining("another");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> add(file, "b", SignatureAlgorithm.ED25519))
        .withMessageContaining("chmod 600");
    assertThat(file).hasBinaryContent(before);
    assertThat(names()).containsExactly("keys.p12");
  }

  @Test
  void add_whileAnotherAdds_isRefused() throws Exception {
    Path file = directory.resolve("keys.p12");
    KeystoreFile.create(file, "a", PASSWORD.toCharArray());
    try (PrivateFile.Replacement other = PrivateFile.Replacement.begin(file.toRealPath())) {
      assertThat(other).isNotNull();
      assertThatExceptionOfType(BackendRefused.class)
          .isThrownBy(() -> add(file, "b", SignatureAlgorithm.ED25519))
          .withMessageContaining(".keys.p12.new");
    }
    assertThat(add(file, "b", SignatureAlgorithm.ED25519)).isNotNull();
  }

  /** The draft is the lock, and whoever comes next has one of the same name. */
  @Test
  void add_thatIsDone_leavesTheNextOnesDraft() throws Exception {
    Path file = directory.resolve("keys.p12");
    KeystoreFile.create(file, "a", PASSWORD.toCharArray());
    byte[] content = Files.readAllBytes(file);
    PrivateFile.Replacement first = PrivateFile.Replacement.begin(file.toRealPath());
    first.publish(content);
    try (PrivateFile.Replacement second = PrivateFile.Replacement.begin(file.toRealPath())) {
      first.close();
      second.publish(content);
    }
    assertThat(names()).containsExactly("keys.p12");
  }

  /** As root would take a service's keystore away from it. */
  @Test
  void add_toTheFileOfAnotherUser_isRefused() throws Exception {
    Path file = directory.resolve("keys.p12");
    KeystoreFile.create(file, "a", PASSWORD.toCharArray());
    byte[] before = Files.readAllBytes(file);
    try {
      Files.setOwner(
          file,
          file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
    } catch (IOException onlyRootMay) {
      abort("not run: only root gives files away");
    }
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> add(file, "b", SignatureAlgorithm.ED25519))
        .withMessageContaining("belongs to nobody");
    assertThat(file).hasBinaryContent(before);
    assertThat(names()).containsExactly("keys.p12");
  }

  @Test
  void add_throughALink_changesTheFileAndKeepsTheLink() throws Exception {
    Path file = directory.resolve("keys.p12");
    KeystoreFile.create(file, "a", PASSWORD.toCharArray());
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);
    PinnedKey made = add(link, "b", SignatureAlgorithm.ED25519);
    assertThat(link).isSymbolicLink();
    try (KeystoreKeys keys = KeystoreKeys.open(file, PASSWORD::toCharArray)) {
      assertSigns(keys, "keystore:b", made);
    }
  }

  @Test
  void create_whereALinkLeadsNowhere_makesNothingThere() throws Exception {
    Path nowhere = directory.resolve("elsewhere");
    Path link = Files.createSymbolicLink(directory.resolve("keys.p12"), nowhere);
    assertThatExceptionOfType(FileAlreadyExistsException.class)
        .isThrownBy(() -> KeystoreFile.create(link, "a", PASSWORD.toCharArray()));
    assertThat(nowhere).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "RSA_PKCS1_SHA256, 1024",
    "RSA_PSS_SHA256, 3073",
    "ED25519, 256",
    "ECDSA_P256_SHA256, 2048"
  })
  void kind_sizeThatDoesNotFit_isRefused(SignatureAlgorithm algorithm, int bits) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> NewKeyKind.of(algorithm, bits));
  }
}
