package org.stellaops.signer.kms.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

/** Which keys are opened, beyond what the contract asks. */
class AzureKeyVaultTest {

  private static final PreAuthEncoding MESSAGE = PreAuthEncoding.of("t", Bytes.utf8("message"));
  private static final SignatureAlgorithm P256 = SignatureAlgorithm.ECDSA_P256_SHA256;
  private static final String VERSION = "0123456789abcdef0123456789abcdef";

  @TempDir static Path folder;
  private static FakeAzure azure;
  private FakeAzureKeyVault vault;
  private KeyBackend backend;

  @BeforeAll
  static void start() {
    azure = new FakeAzure(FakeAzure.certificate(folder));
  }

  @AfterAll
  static void end() {
    azure.close();
  }

  @BeforeEach
  void open() {
    vault = azure.newVault();
    backend = azure.open(vault);
  }

  @AfterEach
  void close() {
    backend.close();
    vault.close();
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(20), Ticker.system());
  }

  private SigningKey open(String url) {
    return backend.open(new KeyUri(url), null, soon());
  }

  private static void assertSigns(SigningKey key, FakeVaultKey by) throws Exception {
    Signature check = by.algorithm().newSignature();
    check.initVerify(by.pair().getPublic());
    MESSAGE.update(check);
    assertThat(check.verify(key.sign(MESSAGE, () -> {}, soon()).bytes().toByteArray())).isTrue();
  }

  @Test
  void urlWithoutVersion_goesOnWithTheVersionOfThen() throws Exception {
    String url = vault.newKey(P256);
    FakeVaultKey first = vault.newest(url);
    SigningKey key = open(url);
    vault.renew(url);
    assertSigns(key, first);
    assertSigns(open(url), vault.newest(url));
  }

  @Test
  void urlWithVersion_opensThatOne() throws Exception {
    String url = vault.newKey(P256);
    FakeVaultKey first = vault.newest(url);
    vault.renew(url);
    assertSigns(open(url + "/" + first.version()), first);
    assertThatExceptionOfType(KeyNotFound.class)
        .isThrownBy(() -> open(url + "/" + VERSION))
        .withMessageContaining("KeyNotFound");
  }

  /** The fake's keys of curves are {@code EC-HSM}, those of RSA are {@code RSA}. */
  @Test
  void key_saysWhetherTheVaultKeepsItInSoftware() {
    assertThat(open(vault.newKey(P256)).isInSoftware()).isFalse();
    assertThat(open(vault.newKey(SignatureAlgorithm.RSA_PKCS1_SHA256)).isInSoftware()).isTrue();
  }

  @Test
  void hostInCapitals_isTheSameVault() throws Exception {
    String url = vault.newKey(P256);
    assertSigns(open(url.replace("stella", "STELLA")), vault.newest(url));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://other.vault.azure.net/keys/a",
        "https://{host}.example/keys/a",
        "https://x.{host}/keys/a",
        "http://{host}/keys/a",
        "https://{host}:8443/keys/a",
        "https://user@{host}/keys/a",
        "https://{host}@evil.example/keys/a",
        "https://evil.example/https://{host}/keys/a",
        "https://{host}/keys/a/",
        "https://{host}/keys/a/1",
        "https://{host}/keys/a/0123456789abcdef0123456789abcdef/sign",
        "https://{host}/keys/a?api-version=1",
        "https://{host}/keys/a#b",
        "https://{host}/keys/a%2fb",
        "https://{host}/keys/..",
        "https://{host}/keys/",
        "https://{host}/secrets/a",
        "https://{host}/certificates/a",
        "{host}/keys/a",
        "a"
      })
  void whatIsNotTheUrlOfAKeyOfTheVault_isNotFound_andNobodyIsAsked(String form) {
    String host = vault.url().substring("https://".length());
    int before = azure.network().asked().size();
    assertThatExceptionOfType(KeyNotFound.class)
        .isThrownBy(() -> open(form.replace("{host}", host)))
        .withMessageContaining(vault.url() + "/keys/NAME/VERSION");
    assertThat(azure.network().asked()).hasSize(before);
  }

  @Test
  void keyThatIsNotValidYet_orNoMore_isNotFound() {
    long now = Instant.now().getEpochSecond();
    String early = FakeVaultKey.ENABLED + ",\"nbf\":" + (now + 3600);
    String late = FakeVaultKey.ENABLED + ",\"exp\":" + (now - 5);
    String between = FakeVaultKey.ENABLED + ",\"nbf\":" + (now - 5) + ",\"exp\":" + (now + 3600);
    assertThatExceptionOfType(KeyNotFound.class)
        .isThrownBy(() -> open(vault.newKey(P256, early, FakeVaultKey.SIGN)))
        .withMessageContaining("not valid before");
    assertThatExceptionOfType(KeyNotFound.class)
        .isThrownBy(() -> open(vault.newKey(P256, late, FakeVaultKey.SIGN)))
        .withMessageContaining("expired");
    assertThat(open(vault.newKey(P256, between, FakeVaultKey.SIGN)).pin()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"verify\"", "\"encrypt\",\"wrapKey\"", "\"Sign\"", "\"sign\\n\""})
  void keyThatMayNotSign_isRefused_andTheMessageSaysWhatIsNeeded(String operations) {
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> open(vault.newKey(P256, FakeVaultKey.ENABLED, operations)))
        .withMessageContaining("sign is needed")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"kty\":\"EC\",\"crv\":\"P-256K\",\"x\":\"AA\",\"y\":\"AA\" | P-256K",
        "\"kty\":\"EC\",\"x\":\"AA\",\"y\":\"AA\" | P-256",
        "\"kty\":\"oct-HSM\" | oct-HSM",
        "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AA\" | OKP",
        "\"kty\":\"A\\nB\" | unknown",
        "\"crv\":\"P-256\" | unknown",
        "\"kty\":\"RSA\",\"n\":\"{1024}\",\"e\":\"AQAB\" | RSA of 2048",
      })
  void keyOfAKindThatIsNotSupported_isRefused(String members, String said) {
    byte[] modulus = new byte[128];
    Arrays.fill(modulus, (byte) 0xff);
    scriptKey(members.replace("{1024}", FakeVaultKey.url64(modulus)));
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> open(vault.url() + "/keys/k"))
        .withMessageContaining(said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"kty\":\"EC\",\"crv\":\"P-256\" | x",
        "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"{31}\",\"y\":\"{32}\" | x has not 32",
        "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"{33}\",\"y\":\"{32}\" | x has not 32",
        "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"{32}\",\"y\":\"{31}\" | y has not 32",
        "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"{32}\",\"y\":\"{32}\" | no point",
        "\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"{32}\",\"y\":\"{32}\" | x has not 48",
        "\"kty\":\"RSA\",\"e\":\"AQAB\" | n is empty",
        "\"kty\":\"RSA\",\"n\":\"{256}\" | e is empty",
      })
  void jwkThatIsNoKey_isAFailureOfTheVault(String members, String said) {
    String filled = members;
    for (int size : new int[] {31, 32, 33, 256}) {
      byte[] bytes = new byte[size];
      bytes[size - 1] = 5;
      filled = filled.replace("{" + size + "}", FakeVaultKey.url64(bytes));
    }
    scriptKey(filled);
    assertThatExceptionOfType(DependencyUnavailable.class)
        .isThrownBy(() -> open(vault.url() + "/keys/k"))
        .withMessageContaining("no public key")
        .withMessageContaining(said)
        .satisfies(e -> assertThat(e.mayHaveHappened()).isFalse());
  }

  private void scriptKey(String members) {
    vault.script(
        "get",
        200,
        "{\"key\":{\"kid\":\""
            + vault.url()
            + "/keys/k/"
            + VERSION
            + "\",\"key_ops\":[\"sign\"],"
            + members
            + "},\"attributes\":{\"enabled\":true}}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://other.vault.azure.net/keys/k/0123456789abcdef0123456789abcdef",
        "{url}/keys/other/0123456789abcdef0123456789abcdef",
        "{url}/keys/k/ffffffffffffffffffffffffffffffff",
        "{url}/keys/k",
        "k"
      })
  void answerOfAnotherKey_isAFailureOfTheVault(String kid) {
    FakeVaultKey key = FakeVaultKey.of(P256, FakeVaultKey.ENABLED, FakeVaultKey.SIGN);
    vault.script(
        "get",
        200,
        "{\"key\":"
            + key.jwk(kid.replace("{url}", vault.url()))
            + ",\"attributes\":{\"enabled\":true}}");
    assertThatExceptionOfType(DependencyUnavailable.class)
        .isThrownBy(() -> open(vault.url() + "/keys/k/" + VERSION))
        .withMessageContaining("another key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "null",
        "[]",
        "{\"key\":null}",
        "{\"key\":{}}",
        "{\"key\":\"k\"}",
        "<html>a proxy</html>",
        ""
      })
  void answerWithoutAKey_isAFailureOfTheVault(String answer) {
    vault.script("get", 200, answer);
    DependencyUnavailable failure =
        catchThrowableOfType(DependencyUnavailable.class, () -> open(vault.url() + "/keys/k"));
    assertThat(failure.mayHaveHappened()).isFalse();
  }

  @Test
  void vaultThatFails_isAskedForAKeyOnce() {
    vault.script("get", 503, "{\"error\":{\"code\":\"ServiceUnavailable\"}}");
    assertThatExceptionOfType(DependencyUnavailable.class)
        .isThrownBy(() -> open(vault.url() + "/keys/k"))
        .withMessageContaining("ServiceUnavailable");
    assertThat(vault.readRequests()).isEqualTo(1);
  }

  @Test
  void answerThatDoesNotSayWhetherTheKeyIsEnabled_isAFailureOfTheVault() {
    assertThatExceptionOfType(DependencyUnavailable.class)
        .isThrownBy(() -> open(vault.newKey(P256, "\"created\":1", FakeVaultKey.SIGN)))
        .withMessageContaining("enabled");
  }
}
