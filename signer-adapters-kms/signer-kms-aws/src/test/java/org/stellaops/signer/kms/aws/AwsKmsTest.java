package org.stellaops.signer.kms.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.security.Signature;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.outbound.OutboundAttempt;
import org.stellaops.signer.outbound.TrustedCertificates;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.KeyBackendOptions;
import org.stellaops.signer.ports.KeyNotFound;
import org.stellaops.signer.ports.SigningKey;

/** What the contract does not ask of a key backend. */
class AwsKmsTest {

  private static final PreAuthEncoding MESSAGE = PreAuthEncoding.of("t", Bytes.utf8("message"));

  private FakeAwsKms fake;
  private KeyBackend backend;

  @BeforeEach
  void start() {
    FakeAwsKmsContractTest.credentials();
    fake = new FakeAwsKms();
    backend = FakeAwsKmsContractTest.open(fake);
  }

  @AfterEach
  void end() {
    backend.close();
    fake.close();
    FakeAwsKmsContractTest.noCredentials();
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(20), Ticker.system());
  }

  private SigningKey openNew() {
    String arn = fake.newKey(SignatureAlgorithm.ECDSA_P256_SHA256, "Enabled");
    return backend.open(new KeyUri(arn), null, soon());
  }

  @Test
  void aliasThatMoves_openedKey_goesOnWithTheOneItPinned() throws Exception {
    String arn = fake.newKey(SignatureAlgorithm.ECDSA_P256_SHA256, "Enabled");
    String alias = fake.alias(arn);
    SigningKey key = backend.open(new KeyUri(alias), null, soon());
    fake.move(alias, fake.newKey(SignatureAlgorithm.ECDSA_P256_SHA256, "Enabled"));
    Signature check = SignatureAlgorithm.ECDSA_P256_SHA256.newSignature();
    check.initVerify(fake.held(arn).pair().getPublic());
    MESSAGE.update(check);
    assertThat(check.verify(key.sign(MESSAGE, () -> {}, soon()).bytes().toByteArray())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ENCRYPT_DECRYPT", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT"})
  void keyOfAnotherUsage_isRefused_andTheMessageSaysWhichIsNeeded(String usage) {
    describe("Enabled", usage);
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> backend.open(new KeyUri("alias/x"), null, soon()))
        .withMessageContaining(usage)
        .withMessageContaining("SIGN_VERIFY");
  }

  @Test
  void keyOnACurveThatIsNotSupported_isRefused_andTheMessageSaysItsKind() throws IOException {
    describe("Enabled", "SIGN_VERIFY");
    publicKey("ECC_SECG_P256K1", "ECDSA_SHA_256", secp256k1());
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> backend.open(new KeyUri("alias/x"), null, soon()))
        .withMessageContaining("ECC_SECG_P256K1");
  }

  @Test
  void keyThatDoesNotSignByItsAlgorithm_isRefused() {
    describe("Enabled", "SIGN_VERIFY");
    String arn = fake.newKey(SignatureAlgorithm.ECDSA_P256_SHA256, "Enabled");
    publicKey("SM2", "SM2DSA", fake.held(arn).pair().getPublic().getEncoded());
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> backend.open(new KeyUri("alias/x"), null, soon()))
        .withMessageContaining("SM2DSA");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Creating", "Disabled", "PendingDeletion", "PendingImport", "Unavailable", "New"})
  void keyInAStateThatDoesNotSign_isNotFound(String state) {
    describe(state, "SIGN_VERIFY");
    assertThatExceptionOfType(KeyNotFound.class)
        .isThrownBy(() -> backend.open(new KeyUri("alias/x"), null, soon()))
        .withMessageContaining(state);
  }

  @ParameterizedTest
  @ValueSource(strings = {"DescribeKey", "GetPublicKey"})
  void answerWithoutAKey_isAFailureOfTheService(String action) {
    String arn = fake.newKey(SignatureAlgorithm.ECDSA_P256_SHA256, "Enabled");
    fake.script(action, 200, "{}");
    assertThat(unavailable(() -> backend.open(new KeyUri(arn), null, soon())).mayHaveHappened())
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "500, '{\"__type\":\"KMSInternalException\"}', true",
    "503, '{\"__type\":\"DependencyTimeoutException\"}', true",
    "500, '{\"__type\":\"KeyUnavailableException\"}', false",
    "502, '<html>bad gateway</html>', true",
    "403, '<html>no</html>', true",
    "200, '{}', true",
    "200, '{\"Signature\":\"AAAA\"}', true",
  })
  void answerThatIsNoSignature_isAskedForOnce_andSaysWhetherItMayHaveSigned(
      int status, String body, boolean may) {
    SigningKey key = openNew();
    fake.script("Sign", status, body);
    assertThat(unavailable(() -> key.sign(MESSAGE, () -> {}, soon())).mayHaveHappened())
        .isEqualTo(may);
    assertThat(fake.signRequests()).isEqualTo(1);
  }

  @Test
  void answerLongerThanAnyOfTheService_isNotReadToItsEnd() {
    SigningKey key = openNew();
    fake.script("Sign", 200, "{\"Signature\":\"" + "A".repeat(2 << 20) + "\"}");
    DependencyUnavailable failure = unavailable(() -> key.sign(MESSAGE, () -> {}, soon()));
    assertThat(failure.mayHaveHappened()).isTrue();
    assertThat(failure).hasStackTraceContaining("the answer is longer than");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UnrecognizedClientException", "ExpiredTokenException"})
  void credentialsThatTheServiceDoesNotTake_areRefused(String code) {
    SigningKey key = openNew();
    fake.script("Sign", 400, "{\"__type\":\"" + code + "\"}");
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> key.sign(MESSAGE, () -> {}, soon()))
        .withMessageContaining(code);
  }

  @Test
  void accessDenied_messageNamesWhatIsNeeded_andNothingThatTheServiceWrote() {
    String arn = fake.newKey(SignatureAlgorithm.ECDSA_P256_SHA256, "Enabled");
    fake.script("DescribeKey", 400, "{\"__type\":\"AccessDeniedException\",\"message\":\"a\\nb\"}");
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> backend.open(new KeyUri(arn), null, soon()))
        .withMessageEndingWith(
            "AccessDeniedException; kms:DescribeKey, kms:GetPublicKey and kms:Sign are needed");
  }

  @Test
  void serviceThatTurnsEverythingAway_isAskedLittleMoreOftenThanItsCallersAsk() {
    SigningKey key = openNew();
    fake.script("Sign", 400, "{\"__type\":\"ThrottlingException\"}");
    for (int i = 0; i < 60; i++) {
      assertThat(unavailable(() -> key.sign(MESSAGE, () -> {}, soon())).mayHaveHappened())
          .isFalse();
    }
    assertThat(fake.signRequests()).isBetween(61, 72);
  }

  @Test
  void reachable_whateverTheServiceAnswers() {
    fake.script("ListAliases", 400, "{\"__type\":\"AccessDeniedException\"}");
    backend.requireReachable(soon());
    fake.script("ListAliases", 400, "{\"__type\":\"ThrottlingException\"}");
    backend.requireReachable(soon());
    fake.script("ListAliases", 502, "<html>bad gateway</html>");
    assertThat(unavailable(() -> backend.requireReachable(soon())).mayHaveHappened()).isFalse();
  }

  @Test
  void noConnectionBeforeTheDeadline_saysThatNothingHappened_andNothingLeavesLater()
      throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        AwsClient client =
            new AwsClient(
                "eu-central-1",
                URI.create("https://127.0.0.1:" + silent.getLocalPort()),
                TrustedCertificates.of(null))) {
      OutboundAttempt attempt = OutboundAttempt.toSign(() -> {});
      Deadline second = Deadline.in(Duration.ofSeconds(1), Ticker.system());
      DependencyUnavailable failure =
          unavailable(
              () -> client.call(attempt, service -> service.sign(ask -> ask.keyId("x")), second));
      assertThat(failure).hasMessageContaining("in time");
      assertThat(failure.mayHaveHappened()).isFalse();
      assertThat(attempt.leave()).isFalse();
    }
  }

  @Test
  void noCredentials_saysWhatIsMissing() {
    assumeTrue(System.getenv("AWS_ACCESS_KEY_ID") == null, "the environment has credentials");
    String arn = fake.newKey(SignatureAlgorithm.ECDSA_P256_SHA256, "Enabled");
    FakeAwsKmsContractTest.noCredentials();
    System.setProperty("aws.disableEc2Metadata", "true");
    System.setProperty("aws.configFile", "/nonexistent");
    System.setProperty("aws.sharedCredentialsFile", "/nonexistent");
    try {
      DependencyUnavailable failure =
          unavailable(() -> backend.open(new KeyUri(arn), null, soon()));
      assertThat(failure).hasMessageContaining("no credentials");
    } finally {
      System.clearProperty("aws.disableEc2Metadata");
      System.clearProperty("aws.configFile");
      System.clearProperty("aws.sharedCredentialsFile");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://kms.example",
        "https://user:password@kms.example",
        "https://kms.example/path",
        "https://kms.example?x",
        "kms.example:443",
        "https://",
        "ftp://127.0.0.1",
        "http://127.0.0.1.example",
        "http:opaque",
        "//127.0.0.1",
        "not a url"
      })
  void endpointThatIsNotTheServiceItself_isRefused(String endpoint) {
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> new AwsKms().open(options("endpoint", endpoint)))
        .withMessageContaining("key backend main: endpoint")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("password"));
  }

  @Test
  void regionThatIsNone_isRefused() {
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> new AwsKms().open(options("region", "eu.evil.example/")))
        .withMessageContaining("region");
  }

  private static KeyBackendOptions options(String setting, String value) {
    return new KeyBackendOptions(
        "main",
        setting.equals("region")
            ? Map.of("region", value)
            : Map.of("region", "eu-central-1", setting, value),
        Map.of());
  }

  private static DependencyUnavailable unavailable(Runnable call) {
    return catchThrowableOfType(DependencyUnavailable.class, call::run);
  }

  private void describe(String state, String usage) {
    fake.script(
        "DescribeKey",
        200,
        "{\"KeyMetadata\":{\"Arn\":\"arn:x\",\"KeyId\":\"x\",\"KeyState\":\""
            + state
            + "\",\"KeyUsage\":\""
            + usage
            + "\"}}");
  }

  private void publicKey(String kind, String algorithm, byte[] spki) {
    fake.script(
        "GetPublicKey",
        200,
        "{\"KeyId\":\"arn:x\",\"KeySpec\":\""
            + kind
            + "\",\"SigningAlgorithms\":[\""
            + algorithm
            + "\"],\"PublicKey\":\""
            + Base64.getEncoder().encodeToString(spki)
            + "\"}");
  }

  private static byte[] secp256k1() throws IOException {
    ASN1ObjectIdentifier curve = SECObjectIdentifiers.secp256k1;
    return new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve),
            SECNamedCurves.getByOID(curve).getG().getEncoded(false))
        .getEncoded();
  }
}
