package org.stellaops.signer.kms.keystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.pkcs.PKCS12PfxPdu;
import org.bouncycastle.pkcs.PKCS12SafeBag;
import org.bouncycastle.pkcs.PKCS12SafeBagFactory;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.SignatureValue;
import org.stellaops.signer.model.Ticker;

class KeystoreFileTest {

  private static final String PASSWORD = "a new password";
  private static final int FEW = 1000;

  @TempDir private Path directory;

  @Test
  void create_thenOpen_signsWithTheKeyItReturned() throws Exception {
    Path file = directory.resolve("new.p12");
    PinnedKey pin = KeystoreFile.create(file, "sbom", PASSWORD.toCharArray());
    Deadline soon = Deadline.in(Duration.ofSeconds(30), Ticker.system());
    var message = PreAuthEncoding.of("t", Bytes.utf8("x"));
    try (KeystoreKeys keys = KeystoreKeys.open(file, PASSWORD::toCharArray)) {
      KeyUri sbom = new KeyUri("keystore:sbom");
      assertThat(keys.open(sbom, null, soon).pin()).isEqualTo(pin);
      SignatureValue value = keys.open(sbom, null, soon).sign(message, () -> {}, soon);
      var verifier = java.security.Signature.getInstance("SHA256withECDSA");
      verifier.initVerify(pin.key());
      message.update(verifier);
      assertThat(verifier.verify(value.bytes().toByteArray())).isTrue();
    }
  }

  @Test
  void create_newFile_isTheOwnersAlone_andLeavesNoDraft() throws Exception {
    Path file = directory.resolve("new.p12");
    KeystoreFile.create(file, "sbom", PASSWORD.toCharArray(), FEW);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (var listed = Files.list(directory)) {
      assertThat(listed).containsExactly(file);
    }
  }

  @Test
  void create_existingFile_isLeftAsItWas() throws Exception {
    Path file = Files.writeString(directory.resolve("mine"), "mine", StandardCharsets.UTF_8);
    assertThatThrownBy(() -> KeystoreFile.create(file, "sbom", PASSWORD.toCharArray(), FEW))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(file).hasContent("mine");
    try (var listed = Files.list(directory)) {
      assertThat(listed).containsExactly(file);
    }
  }

  @Test
  void create_absentDirectory_throwsAndMakesNothing() {
    Path file = directory.resolve("absent/new.p12");
    assertThatThrownBy(() -> KeystoreFile.create(file, "sbom", PASSWORD.toCharArray(), FEW))
        .isInstanceOf(NoSuchFileException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "SBOM", "a b", "-a", "\u00e9", "a:b", "a/b"})
  void create_aliasOutsideTheForm_isRefused(String alias) {
    Path file = directory.resolve("new.p12");
    assertThatThrownBy(() -> KeystoreFile.create(file, alias, PASSWORD.toCharArray(), FEW))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(file).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "p\u00e4ssword", "line\n"})
  void create_passwordOutsideTheForm_isRefused(String password) {
    Path file = directory.resolve("new.p12");
    assertThatThrownBy(() -> KeystoreFile.create(file, "sbom", password.toCharArray(), FEW))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(file).doesNotExist();
  }

  @Test
  void create_passwordOfTheCaller_isNotChanged() throws Exception {
    char[] password = PASSWORD.toCharArray();
    KeystoreFile.create(directory.resolve("new.p12"), "sbom", password, FEW);
    assertThat(new String(password)).isEqualTo(PASSWORD);
  }

  @Test
  void create_twoFiles_haveTwoKeys() throws Exception {
    char[] password = PASSWORD.toCharArray();
    assertThat(KeystoreFile.create(directory.resolve("1"), "a", password, FEW))
        .isNotEqualTo(KeystoreFile.create(directory.resolve("2"), "a", password, FEW));
  }

  @Test
  void create_protection_isPbes2WithAes256AndAsManyIterationsForTheMac() throws Exception {
    Path file = directory.resolve("new.p12");
    KeystoreFile.create(file, "sbom", PASSWORD.toCharArray());
    Pfx pfx = Pfx.getInstance(Files.readAllBytes(file));
    assertThat(pfx.getMacData().getIterationCount().intValueExact()).isEqualTo(600_000);
    assertThat(pfx.getMacData().getMac().getAlgorithmId().getAlgorithm())
        .isEqualTo(NISTObjectIdentifiers.id_sha256);
    List<EncryptedPrivateKeyInfo> keys = shroudedKeys(file);
    assertThat(keys).hasSize(1);
    var algorithm = keys.get(0).getEncryptionAlgorithm();
    assertThat(algorithm.getAlgorithm()).isEqualTo(PKCSObjectIdentifiers.id_PBES2);
    PBES2Parameters pbes2 = PBES2Parameters.getInstance(algorithm.getParameters());
    assertThat(pbes2.getEncryptionScheme().getAlgorithm())
        .isEqualTo(NISTObjectIdentifiers.id_aes256_CBC);
    PBKDF2Params pbkdf2 = PBKDF2Params.getInstance(pbes2.getKeyDerivationFunc().getParameters());
    assertThat(pbkdf2.getIterationCount().intValueExact()).isEqualTo(600_000);
    assertThat(pbkdf2.getPrf().getAlgorithm()).isEqualTo(PKCSObjectIdentifiers.id_hmacWithSHA256);
  }

  private static List<EncryptedPrivateKeyInfo> shroudedKeys(Path file) throws IOException {
    List<EncryptedPrivateKeyInfo> found = new ArrayList<>();
    for (ContentInfo part : new PKCS12PfxPdu(Files.readAllBytes(file)).getContentInfos()) {
      assertThat(part.getContentType()).isEqualTo(PKCSObjectIdentifiers.data);
      assertThat(ASN1OctetString.getInstance(part.getContent()).getOctets()).isNotEmpty();
      for (PKCS12SafeBag bag : new PKCS12SafeBagFactory(part).getSafeBags()) {
        if (bag.getBagValue() instanceof PKCS8EncryptedPrivateKeyInfo key) {
          found.add(key.toASN1Structure());
        }
      }
    }
    return found;
  }
}
