package org.stellaops.signer.kms.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.outbound.TrustedCertificates;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.testkit.tls.OwnCertificate;

/** Who gets credentials and access tokens, and whose certificate is trusted. */
class AzureCredentialsTest {

  @TempDir static Path folder;
  private static OwnCertificate certificate;
  private FakeAzure azure;
  private FakeAzureKeyVault vault;

  @BeforeAll
  static void make() {
    certificate = FakeAzure.certificate(folder);
  }

  @BeforeEach
  void start() {
    azure = new FakeAzure(certificate);
    vault = azure.newVault();
  }

  @AfterEach
  void end() {
    vault.close();
    azure.close();
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(20), Ticker.system());
  }

  private void sign(Map<String, String> environment, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("vault", vault.url());
    try (KeyBackend backend = azure.open(environment, all)) {
      backend
          .open(new KeyUri(vault.newKey(SignatureAlgorithm.ECDSA_P256_SHA256)), null, soon())
          .sign(PreAuthEncoding.of("t", Bytes.utf8("m")), () -> {}, soon());
    }
  }

  private static Map<String, String> with(String name, String value) {
    Map<String, String> environment = new HashMap<>(FakeAzure.ENVIRONMENT);
    environment.put(name, value);
    return environment;
  }

  private static void assertNoSecret(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      assertThat(at.toString())
          .doesNotContain(FakeTokenAuthority.SECRET, FakeTokenAuthority.TOKEN, "wrong-secret");
    }
  }

  @Test
  void secret_isSentToTheAuthority_andNoOtherHostIsAsked() {
    sign(FakeAzure.ENVIRONMENT, Map.of());
    assertThat(azure.authority().requests())
        .hasSize(1)
        .first()
        .asString()
        .contains("client_id=" + FakeTokenAuthority.CLIENT)
        .contains("https://vault.azure.net/.default");
    assertThat(azure.network().asked())
        .containsOnly("login.microsoftonline.com", vault.url().substring("https://".length()));
  }

  @Test
  void authorityThatIsSet_isAskedInsteadOfThePublicOne() {
    sign(FakeAzure.ENVIRONMENT, Map.of("authority", "https://login.own/"));
    assertThat(azure.network().asked())
        .containsOnly("login.own", vault.url().substring("https://".length()));
  }

  @Test
  void workload_sendsTheTokenOfItsFile() throws IOException {
    Path token = Files.writeString(folder.resolve("token"), FakeTokenAuthority.WORKLOAD);
    sign(
        Map.of(
            "AZURE_TENANT_ID", FakeTokenAuthority.TENANT,
            "AZURE_CLIENT_ID", FakeTokenAuthority.CLIENT,
            "AZURE_FEDERATED_TOKEN_FILE", token.toString()),
        Map.of());
    assertThat(azure.authority().requests())
        .first()
        .asString()
        .contains("client_assertion=" + FakeTokenAuthority.WORKLOAD);
  }

  @Test
  void secretThatIsWrong_isRefused_andNothingElseIsTried() throws IOException {
    Path token = Files.writeString(folder.resolve("token"), FakeTokenAuthority.WORKLOAD);
    Map<String, String> environment = with("AZURE_CLIENT_SECRET", "wrong-secret");
    environment.put("AZURE_FEDERATED_TOKEN_FILE", token.toString());
    Throwable failure = catchThrowable(() -> sign(environment, Map.of()));
    assertThat(failure)
        .isInstanceOf(BackendRefused.class)
        .hasMessageContaining("the token authority says invalid_client");
    assertNoSecret(failure);
    assertThat(azure.authority().requests())
        .noneMatch(body -> body.contains(FakeTokenAuthority.WORKLOAD));
    assertThat(vault.signRequests()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"AZURE_TENANT_ID", "AZURE_CLIENT_ID"})
  void secretAlone_saysWhatIsMissing(String missing) {
    Map<String, String> environment = new HashMap<>(FakeAzure.ENVIRONMENT);
    environment.remove(missing);
    assertThatExceptionOfType(DependencyUnavailable.class)
        .isThrownBy(() -> sign(environment, Map.of()))
        .withMessage("the environment has AZURE_CLIENT_SECRET but no " + missing)
        .satisfies(AzureCredentialsTest::assertNoSecret);
  }

  @Test
  void certificateFileThatIsNone_isUnavailable_andNothingIsSent() throws IOException {
    Path file = Files.writeString(folder.resolve("client.pem"), "no certificate");
    Map<String, String> environment = new HashMap<>(FakeAzure.ENVIRONMENT);
    environment.remove("AZURE_CLIENT_SECRET");
    environment.put("AZURE_CLIENT_CERTIFICATE_PATH", file.toString());
    assertThatExceptionOfType(DependencyUnavailable.class)
        .isThrownBy(() -> sign(environment, Map.of()));
    assertThat(azure.authority().requests()).isEmpty();
  }

  @Test
  void vaultOfAnotherTenant_isRefusedItsToken() {
    assertThatExceptionOfType(DependencyUnavailable.class)
        .isThrownBy(
            () -> sign(with("AZURE_TENANT_ID", "99999999-2222-3333-4444-555555555555"), Map.of()));
    assertThat(azure.authority().requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://graph.microsoft.com",
        "https://management.azure.com",
        "https://evil.example",
        "https://azure.net.evil.example",
        "vault",
        ""
      })
  void challengeForAnotherService_getsNoToken(String resource) {
    vault.challengeFor(resource);
    Throwable failure = catchThrowable(() -> sign(FakeAzure.ENVIRONMENT, Map.of()));
    assertThat(failure).isInstanceOf(DependencyUnavailable.class);
    assertThat(((DependencyUnavailable) failure).mayHaveHappened()).isFalse();
    assertThat(azure.authority().requests()).isEmpty();
  }

  @Test
  void authorityOutOfReach_isUnavailable_andNothingWasSigned() {
    azure.authority().close();
    assertThatExceptionOfType(DependencyUnavailable.class)
        .isThrownBy(() -> sign(FakeAzure.ENVIRONMENT, Map.of()))
        .satisfies(e -> assertThat(e.mayHaveHappened()).isFalse());
    assertThat(vault.signRequests()).isZero();
  }

  @Test
  void tokenThatCannotBeRenewed_isRefused_andNothingWasSigned() {
    try (KeyBackend backend = azure.open(vault)) {
      var key =
          backend.open(
              new KeyUri(vault.newKey(SignatureAlgorithm.ECDSA_P256_SHA256)), null, soon());
      PreAuthEncoding message = PreAuthEncoding.of("t", Bytes.utf8("m"));
      key.sign(message, () -> {}, soon());
      azure.authority().revoke();
      azure.authority().refuse("unauthorized_client");
      Throwable failure = catchThrowable(() -> key.sign(message, () -> {}, soon()));
      assertThat(failure).isInstanceOfAny(BackendRefused.class, DependencyUnavailable.class);
      if (failure instanceof DependencyUnavailable unavailable) {
        assertThat(unavailable.mayHaveHappened()).isFalse();
      }
      assertNoSecret(failure);
    }
  }

  @Test
  void authorityOfNoFile_isNotTrusted_andNothingIsSent() {
    Path wrong = new OwnCertificate(folder, "wrong", "DNS:*.vault.azure.net").pem();
    assertThatExceptionOfType(DependencyUnavailable.class)
        .isThrownBy(() -> sign(FakeAzure.ENVIRONMENT, Map.of("caFile", wrong.toString())))
        .withMessageContaining("caFile")
        .satisfies(e -> assertThat(e.mayHaveHappened()).isFalse());
    assertThat(azure.authority().requests()).isEmpty();
  }

  @Test
  void certificateOfAnotherHost_isNotTrusted() {
    OwnCertificate other = new OwnCertificate(folder, "other", "DNS:vault.example");
    try (FakeAzureKeyVault elsewhere =
            new FakeAzureKeyVault(other.server(), azure.network(), azure.authority());
        KeyBackend backend =
            azure.open(
                FakeAzure.ENVIRONMENT,
                Map.of("vault", elsewhere.url(), "caFile", other.pem().toString()))) {
      assertThatExceptionOfType(DependencyUnavailable.class)
          .isThrownBy(() -> backend.requireReachable(soon()))
          .withMessageContaining("TLS");
    }
  }

  @Test
  void fileWithoutCertificate_isRefused_andOneThatIsNotThere_isUnavailable() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.pem"), "");
    Path noise = Files.writeString(folder.resolve("noise.pem"), "-----BEGIN CERTIFICATE-----\nx\n");
    for (Path file : List.of(empty, noise)) {
      assertThatExceptionOfType(BackendRefused.class)
          .isThrownBy(() -> TrustedCertificates.of(file))
          .withMessageContaining("caFile " + file);
    }
    assertThatExceptionOfType(DependencyUnavailable.class)
        .isThrownBy(() -> TrustedCertificates.of(folder.resolve("none.pem")));
  }
}
