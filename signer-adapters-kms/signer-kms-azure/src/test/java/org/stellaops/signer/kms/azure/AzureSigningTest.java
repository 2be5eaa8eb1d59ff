package org.stellaops.signer.kms.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

/** What comes of requests to sign that go wrong, beyond what the contract asks. */
class AzureSigningTest {

  private static final PreAuthEncoding MESSAGE = PreAuthEncoding.of("t", Bytes.utf8("message"));

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
    azure.authority().takeNothing(false);
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

  private SigningKey openNew() {
    String url = vault.newKey(SignatureAlgorithm.ECDSA_P256_SHA256);
    return backend.open(new KeyUri(url), null, soon());
  }

  private static DependencyUnavailable unavailable(Runnable call) {
    return catchThrowableOfType(DependencyUnavailable.class, call::run);
  }

  private static String error(String code) {
    return "{\"error\":{\"code\":\"" + code + "\",\"message\":\"a\\nb\"}}";
  }

  /** From now on that is the signature by the newest version. */
  private void answer(String url, byte[] signature) {
    vault.script(
        "sign",
        200,
        "{\"kid\":\""
            + url
            + "/"
            + vault.newest(url).version()
            + "\",\"value\":\""
            + FakeVaultKey.url64(signature)
            + "\"}");
  }

  /** r and s are 1 each. */
  private static byte[] ones() {
    byte[] ones = new byte[64];
    ones[31] = 1;
    ones[63] = 1;
    return ones;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "500 | {\"error\":{\"code\":\"InternalServerError\"}} | true",
        "503 | {\"error\":{\"code\":\"ServiceUnavailable\"}} | true",
        "408 | {\"error\":{\"code\":\"Timeout\"}} | true",
        "502 | <html>bad gateway</html> | true",
        "403 | <html>no</html> | true",
        "404 | {} | true",
        "401 | <html>no</html> | false",
        "200 | {} | true",
        "200 | null | true",
        "200 | {\"kid\":\"{id}\"} | true",
        "200 | {\"kid\":\"{id}\",\"value\":\"\"} | true",
        "200 | {\"kid\":\"{id}\",\"value\":\"AAAA\"} | true",
        "200 | {\"kid\":\"{id}\",\"value\":\"{zeros}\"} | true",
        "200 | {\"value\":\"{ones}\"} | true",
        "200 | {\"kid\":\"https://other.vault.azure.net/keys/a/b\",\"value\":\"{ones}\"} | true",
        "200 | {\"kid\":\"{id}0\",\"value\":\"{ones}\"} | true",
      })
  void answerThatIsNoSignature_isAskedForOnce_andSaysWhetherItMayHaveSigned(
      int status, String body, boolean may) {
    String url = vault.newKey(SignatureAlgorithm.ECDSA_P256_SHA256);
    SigningKey key = backend.open(new KeyUri(url), null, soon());
    vault.script(
        "sign",
        status,
        body.replace("{id}", url + "/" + vault.newest(url).version())
            .replace("{zeros}", FakeVaultKey.url64(new byte[64]))
            .replace("{ones}", FakeVaultKey.url64(ones())));
    assertThat(unavailable(() -> key.sign(MESSAGE, () -> {}, soon())).mayHaveHappened())
        .isEqualTo(may);
    assertThat(vault.signRequests()).isEqualTo(1);
  }

  @Test
  void answerOfTheRightForm_isHandedOn_forTheCoreToCheck() {
    String url = vault.newKey(SignatureAlgorithm.ECDSA_P256_SHA256);
    SigningKey key = backend.open(new KeyUri(url), null, soon());
    answer(url, ones());
    assertThat(key.sign(MESSAGE, () -> {}, soon()).bytes().hex()).isEqualTo("3006020101020101");
  }

  @Test
  void signatureOfAnotherLengthThanTheModulus_isNone() {
    String url = vault.newKey(SignatureAlgorithm.RSA_PKCS1_SHA256);
    SigningKey key = backend.open(new KeyUri(url), null, soon());
    answer(url, new byte[255]);
    assertThat(unavailable(() -> key.sign(MESSAGE, () -> {}, soon())).mayHaveHappened()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "KeyDisabled, 403",
    "KeyNotYetValid, 403",
    "KeyExpired, 403",
    "KeyNotFound, 404",
    "ObjectIsBeingDeleted, 409",
    "ObjectIsDeletedButRecoverable, 409"
  })
  void keyThatHasGone_isNotFound(String code, int status) {
    SigningKey key = openNew();
    vault.script(
        "sign",
        status,
        "{\"error\":{\"code\":\"Forbidden\",\"message\":\"m\",\"innererror\":{\"code\":\""
            + code
            + "\"}}}");
    assertThatExceptionOfType(KeyNotFound.class)
        .isThrownBy(() -> key.sign(MESSAGE, () -> {}, soon()))
        .withMessageContaining(code);
    assertThat(vault.signRequests()).isEqualTo(1);
  }

  @Test
  void accessDenied_messageNamesWhatIsNeeded_andNothingThatTheVaultWrote() {
    SigningKey key = openNew();
    vault.script("sign", 403, error("ForbiddenByRbac"));
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> key.sign(MESSAGE, () -> {}, soon()))
        .withMessageEndingWith(
            "the vault says ForbiddenByRbac; the role Key Vault Crypto User, or the permissions get"
                + " and sign, are needed");
  }

  @ParameterizedTest
  @CsvSource({"400, BadParameter", "405, MethodNotAllowed", "413, RequestEntityTooLarge"})
  void requestThatTheVaultDoesNotTake_isRefused(int status, String code) {
    SigningKey key = openNew();
    vault.script("sign", status, error(code));
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> key.sign(MESSAGE, () -> {}, soon()))
        .withMessageContaining(code);
  }

  @ParameterizedTest
  @CsvSource({"301", "302", "307", "308"})
  void redirect_isNotFollowed(int status) {
    SigningKey key = openNew();
    vault.script("sign", status, Map.of("Location", "https://evil.vault.azure.net/x"), "");
    assertThat(unavailable(() -> key.sign(MESSAGE, () -> {}, soon())).mayHaveHappened()).isTrue();
    assertThat(azure.network().asked()).doesNotContain("evil.vault.azure.net");
  }

  @Test
  void answerLongerThanAnyOfTheVault_isNotReadToItsEnd() {
    SigningKey key = openNew();
    vault.script("sign", 200, "{\"value\":\"" + "A".repeat(2 << 20) + "\"}");
    DependencyUnavailable failure = unavailable(() -> key.sign(MESSAGE, () -> {}, soon()));
    assertThat(failure.mayHaveHappened()).isTrue();
    assertThat(failure).hasStackTraceContaining("the answer is longer than");
  }

  @Test
  void vaultThatTurnsEverythingAway_isAskedLittleMoreOftenThanItsCallersAsk() {
    SigningKey key = openNew();
    vault.script("sign", 429, error("Throttled"));
    for (int i = 0; i < 60; i++) {
      assertThat(unavailable(() -> key.sign(MESSAGE, () -> {}, soon())).mayHaveHappened())
          .isFalse();
    }
    assertThat(vault.signRequests()).isBetween(61, 72);
  }

  @Test
  void vaultThatSaysWhen_isNotAskedBefore_norWaitedForBeyondTheDeadline() {
    SigningKey key = openNew();
    vault.script("sign", 429, Map.of("Retry-After", "1"), error("Throttled"));
    long start = Ticker.system().nanos();
    unavailable(() -> key.sign(MESSAGE, () -> {}, soon()));
    assertThat(Ticker.system().nanos() - start).isGreaterThan(2_000_000_000L);
    assertThat(vault.signRequests()).isEqualTo(3);

    vault.script("sign", 429, Map.of("Retry-After", "600"), error("Throttled"));
    assertThat(unavailable(() -> key.sign(MESSAGE, () -> {}, soon())).mayHaveHappened()).isFalse();
    assertThat(vault.signRequests()).isEqualTo(4);
  }

  @Test
  void accessTokenThatIsNoMoreTaken_isRenewedOnce_andSigns() {
    SigningKey key = openNew();
    key.sign(MESSAGE, () -> {}, soon());
    azure.authority().revoke();
    assertThat(key.sign(MESSAGE, () -> {}, soon()).bytes().size()).isPositive();
    assertThat(vault.signRequests()).as("signed twice, and refused as the SDK asks").isEqualTo(4);
  }

  @Test
  void keyIsOpened_whenTheAccessTokenIsNoMoreTaken() {
    SigningKey key = openNew();
    azure.authority().revoke();
    assertThat(openNew().pin()).isNotEqualTo(key.pin());
  }

  @Test
  void vaultThatTakesNoToken_isAskedThreeTimes_andRefuses() {
    SigningKey key = openNew();
    azure.authority().takeNothing(true);
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> key.sign(MESSAGE, () -> {}, soon()))
        .withMessageContaining("does not take our token");
    assertThat(vault.signRequests()).isEqualTo(3);
  }

  @Test
  void keyThatTheVaultGivesAwayWhole_isNotUsedHere() {
    String url = vault.newKey(SignatureAlgorithm.ECDSA_P256_SHA256);
    FakeVaultKey held = vault.newest(url);
    String jwk = held.jwk(url + "/" + held.version());
    byte[] d = new byte[32];
    d[31] = 5;
    vault.script(
        "get",
        200,
        "{\"key\":"
            + jwk.substring(0, jwk.length() - 1)
            + ",\"d\":\""
            + FakeVaultKey.url64(d)
            + "\"},\"attributes\":{\"enabled\":true}}");
    SigningKey key = backend.open(new KeyUri(url), null, soon());
    key.sign(MESSAGE, () -> {}, soon());
    assertThat(vault.signRequests()).isEqualTo(1);
  }

  @Test
  void reachable_whateverTheVaultAnswers_withoutCredentials() {
    int before = azure.authority().requests().size();
    backend.requireReachable(soon());
    assertThat(azure.authority().requests()).hasSize(before);
    vault.script("greet", 403, error("ForbiddenByFirewall"));
    backend.requireReachable(soon());
    vault.script("greet", 429, error("Throttled"));
    backend.requireReachable(soon());
    for (int status : new int[] {200, 302, 403, 502}) {
      vault.script("greet", status, "<html>a proxy</html>");
      assertThat(unavailable(() -> backend.requireReachable(soon())).mayHaveHappened()).isFalse();
    }
    vault.script("greet", 500, error("InternalServerError"));
    assertThat(unavailable(() -> backend.requireReachable(soon())).mayHaveHappened()).isFalse();
  }
}
