package org.stellaops.signer.kms.gcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.cloud.kms.v1.AsymmetricSignResponse;
import com.google.cloud.kms.v1.CryptoKeyVersion.CryptoKeyVersionAlgorithm;
import com.google.cloud.kms.v1.CryptoKeyVersion.CryptoKeyVersionState;
import com.google.cloud.kms.v1.ProtectionLevel;
import com.google.cloud.kms.v1.PublicKey;
import com.google.protobuf.ByteString;
import com.google.protobuf.Int64Value;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.KeyNotFound;
import org.stellaops.signer.ports.SigningKey;
import org.stellaops.signer.testkit.signing.KeyPairs;

/** Names, kinds and answers: what the contract does not ask of a key backend. */
class GoogleCloudKmsTest {

  static final PreAuthEncoding MESSAGE = PreAuthEncoding.of("t", Bytes.utf8("message"));

  private FakeGoogleCloudKms fake;
  private KeyBackend backend;

  @BeforeEach
  void start() {
    fake = new FakeGoogleCloudKms();
    backend = FakeGoogleCloudKmsContractTest.open(fake);
  }

  @AfterEach
  void end() {
    backend.close();
    fake.close();
  }

  static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(30), Ticker.system());
  }

  static DependencyUnavailable unavailable(Runnable call) {
    return catchThrowableOfType(DependencyUnavailable.class, call::run);
  }

  private SigningKey openNew() {
    return open(fake.newKey(SignatureAlgorithm.ECDSA_P256_SHA256));
  }

  private SigningKey open(String name) {
    return backend.open(new KeyUri(name), null, soon());
  }

  private String newKey(CryptoKeyVersionAlgorithm kind) {
    return fake.newKey(
        KeyPairs.generate(SignatureAlgorithm.ECDSA_P256_SHA256),
        kind,
        CryptoKeyVersionState.ENABLED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "projects/p/locations/l/keyRings/r/cryptoKeys/k",
        "projects/p/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/0",
        "projects/p/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/latest",
        "projects/p/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1/",
        "projects/p/locations/l/keyRings/r/cryptoKeys/../cryptoKeyVersions/1",
        "projects/p/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1:destroy",
        "//cloudkms.googleapis.com/projects/p/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1",
        "gcpkms://projects/p/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1",
        "sbom"
      })
  void nameThatNamesNoVersion_isNotFound_andTheMessageSaysTheForm_andNothingIsAsked(String name) {
    assertThatExceptionOfType(KeyNotFound.class)
        .isThrownBy(() -> open(name))
        .withMessageContaining("/cryptoKeyVersions/");
    assertThat(fake.wire().lastAuthorization()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {
        "EC_SIGN_P256_SHA256",
        "EC_SIGN_P384_SHA384",
        "EC_SIGN_ED25519",
        "RSA_SIGN_PKCS1_2048_SHA256",
        "RSA_SIGN_PKCS1_3072_SHA256",
        "RSA_SIGN_PKCS1_4096_SHA256",
        "RSA_SIGN_PSS_2048_SHA256",
        "RSA_SIGN_PSS_3072_SHA256",
        "RSA_SIGN_PSS_4096_SHA256",
        "UNRECOGNIZED"
      })
  void versionOfAnotherKind_isRefused_andTheMessageSaysWhich(CryptoKeyVersionAlgorithm kind) {
    String name = newKey(kind);
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> open(name))
        .withMessageContaining(kind.name())
        .withMessageContaining("EC_SIGN_P256_SHA256");
  }

  @Test
  void versionOfAKindThatIsNewerThanThis_isRefused() {
    fake.answerPublicKeys(answer -> answer.toBuilder().setAlgorithmValue(9999).build());
    assertThatExceptionOfType(BackendRefused.class).isThrownBy(this::openNew);
  }

  @ParameterizedTest
  @CsvSource({
    "RSA_SIGN_PKCS1_3072_SHA256, 3072, RSA_PKCS1_SHA256",
    "RSA_SIGN_PSS_3072_SHA256, 3072, RSA_PSS_SHA256",
    "RSA_SIGN_PSS_4096_SHA256, 4096, RSA_PSS_SHA256",
  })
  void rsaOfEachSize_signsByWhatItsVersionSays(
      CryptoKeyVersionAlgorithm kind, int bits, SignatureAlgorithm algorithm)
      throws GeneralSecurityException {
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(bits);
    KeyPair pair = rsa.generateKeyPair();
    SigningKey key = open(fake.newKey(pair, kind, CryptoKeyVersionState.ENABLED));
    assertThat(key.pin().algorithm()).isEqualTo(algorithm);
    Signature check = algorithm.newSignature();
    check.initVerify(pair.getPublic());
    MESSAGE.update(check);
    assertThat(check.verify(key.sign(MESSAGE, () -> {}, soon()).bytes().toByteArray())).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"RSA_PSS_SHA256, RSA_PKCS1_SHA256", "RSA_PKCS1_SHA256, RSA_PSS_SHA256"})
  void rsaVersion_otherPaddingWanted_isRefused(SignatureAlgorithm held, SignatureAlgorithm wanted) {
    KeyUri key = new KeyUri(fake.newKey(held));
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> backend.open(key, wanted, soon()))
        .withMessageContaining(wanted.label());
  }

  @ParameterizedTest
  @EnumSource(
      value = CryptoKeyVersionState.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"ENABLED", "UNRECOGNIZED"})
  void versionInAStateThatDoesNotSign_isNotFound_whenOpenedAndWhenItIsOpen(
      CryptoKeyVersionState state) {
    String name = fake.newKey(SignatureAlgorithm.ECDSA_P256_SHA256);
    SigningKey key = open(name);
    fake.change(name, held -> new FakeGoogleCloudKms.Held(held.pair(), held.kind(), state));
    assertThatExceptionOfType(KeyNotFound.class)
        .isThrownBy(() -> open(name))
        .withMessageContaining("ENABLED");
    assertThatExceptionOfType(KeyNotFound.class)
        .isThrownBy(() -> key.sign(MESSAGE, () -> {}, soon()));
  }

  @ParameterizedTest
  @EnumSource(names = {"EXTERNAL", "EXTERNAL_VPC"})
  void keyOutsideOfGoogle_isRefused(ProtectionLevel level) {
    fake.answerPublicKeys(answer -> answer.toBuilder().setProtectionLevel(level).build());
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(this::openNew)
        .withMessageContaining(level.name());
  }

  @ParameterizedTest
  @EnumSource(names = {"SOFTWARE", "HSM"})
  void keyInsideOfGoogle_signs_andSaysWhetherItIsInSoftware(ProtectionLevel level) {
    fake.answerPublicKeys(answer -> answer.toBuilder().setProtectionLevel(level).build());
    SigningKey key = openNew();
    assertThat(key.sign(MESSAGE, () -> {}, soon()).bytes().size()).isPositive();
    assertThat(key.isInSoftware()).isEqualTo(level == ProtectionLevel.SOFTWARE);
  }

  enum DamagedKey {
    NAME(answer -> answer.toBuilder().setName(answer.getName() + "1").build()),
    NO_CHECKSUM(answer -> answer.toBuilder().clearPemCrc32C().build()),
    CHECKSUM(answer -> answer.toBuilder().setPemCrc32C(Int64Value.of(1)).build()),
    PEM(answer -> answer.toBuilder().setPem(answer.getPem().replace('A', 'B')).build()),
    EMPTY(answer ->
        PublicKey.newBuilder()
            .setName(answer.getName())
            .setAlgorithm(answer.getAlgorithm())
            .build());

    private final UnaryOperator<PublicKey> damage;

    DamagedKey(UnaryOperator<PublicKey> damage) {
      this.damage = damage;
    }
  }

  @ParameterizedTest
  @EnumSource
  void publicKeyThatWasDamagedOnItsWay_isNotPinned(DamagedKey damaged) {
    fake.answerPublicKeys(damaged.damage);
    assertThat(unavailable(this::openNew).mayHaveHappened()).isFalse();
  }

  @Test
  void publicKeyOfAnotherKindThanTheVersionSays_isRefused() {
    String name = newKey(CryptoKeyVersionAlgorithm.EC_SIGN_P384_SHA384);
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> open(name))
        .withMessageContaining("EC_SIGN_P384_SHA384");
  }

  enum DamagedSignature {
    NAME(answer -> answer.toBuilder().setName(answer.getName() + "1").build()),
    REQUEST_NOT_CHECKED(answer -> answer.toBuilder().setVerifiedDigestCrc32C(false).build()),
    ANOTHER_FIELD_CHECKED(answer ->
        answer.toBuilder().setVerifiedDigestCrc32C(false).setVerifiedDataCrc32C(true).build()),
    NO_CHECKSUM(answer -> answer.toBuilder().clearSignatureCrc32C().build()),
    CHECKSUM(answer -> answer.toBuilder().setSignatureCrc32C(Int64Value.of(1)).build()),
    BIT(answer -> answer.toBuilder().setSignature(flipped(answer.getSignature())).build()),
    EMPTY(answer -> AsymmetricSignResponse.getDefaultInstance()),
    NO_SIGNATURE(answer -> {
      ByteString noise = ByteString.copyFromUtf8("no signature");
      return answer.toBuilder()
          .setSignature(noise)
          .setSignatureCrc32C(GoogleKeyForms.crc32c(noise))
          .build();
    });

    private final UnaryOperator<AsymmetricSignResponse> damage;

    DamagedSignature(UnaryOperator<AsymmetricSignResponse> damage) {
      this.damage = damage;
    }

    private static ByteString flipped(ByteString bytes) {
      byte[] copy = bytes.toByteArray();
      copy[copy.length - 1] ^= 1;
      return ByteString.copyFrom(copy);
    }
  }

  @ParameterizedTest
  @EnumSource
  void signatureThatWasDamagedOnItsWay_isNotGivenOut_andNotAskedForAgain(DamagedSignature damaged) {
    SigningKey key = openNew();
    fake.answerSignatures(damaged.damage);
    assertThat(unavailable(() -> key.sign(MESSAGE, () -> {}, soon())).mayHaveHappened()).isTrue();
    assertThat(fake.signRequests()).isEqualTo(1);
  }

  @Test
  void messageThatTheServiceDidNotCheck_isNotGivenOut() {
    SigningKey key = open(fake.newKey(SignatureAlgorithm.ED25519));
    fake.answerSignatures(answer ->
        answer.toBuilder().setVerifiedDataCrc32C(false).setVerifiedDigestCrc32C(true).build());
    assertThat(unavailable(() -> key.sign(MESSAGE, () -> {}, soon())).mayHaveHappened()).isTrue();
  }
}
