package org.stellaops.signer.oci.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.oci.Login;

class AcrLoginTest {

  private static final String ENTRA =
      "https://login.microsoftonline.com/tenant-1/oauth2/v2.0/token";
  private static final String METADATA = "http://169.254.169.254/metadata/identity/oauth2/token";
  private static final String EXCHANGE = "https://team.azurecr.io/oauth2/exchange";
  private static final String ASKED =
      METADATA + "?api-version=2018-02-01&resource=https%3A%2F%2Fcontainerregistry.azure.net";

  @TempDir private Path directory;

  private final AskedWorkload workload = new AskedWorkload(Cloud.AZURE, "team.azurecr.io");
  private final FakeCloud cloud = workload.cloud;

  @AfterEach
  void shut() {
    workload.close();
  }

  private Path workloadIdentity(String token) throws IOException {
    Path file = Files.writeString(directory.resolve("token"), token);
    workload.variables.put("AZURE_FEDERATED_TOKEN_FILE", file.toString());
    workload.variables.put("AZURE_CLIENT_ID", "client-1");
    workload.variables.put("AZURE_TENANT_ID", "tenant-1");
    workload.variables.put("AZURE_AUTHORITY_HOST", "https://login.microsoftonline.com/");
    return file;
  }

  private static String granted(String expiresIn) {
    return "{\"token_type\":\"Bearer\",\"expires_in\":"
        + expiresIn
        + ",\"access_token\":\"entra-canary\"}";
  }

  private void registryAnswers() {
    cloud.answers(EXCHANGE, 200, "{\"refresh_token\":\"acr-canary\"}");
  }

  private void assertLoggedIn() throws IOException {
    assertThat(workload.login()).isEqualTo(new Login.IdentityToken("acr-canary"));
  }

  private void assertExchanged() {
    assertThat(cloud.only("POST " + EXCHANGE).form())
        .containsOnly(
            Map.entry("grant_type", "access_token"),
            Map.entry("service", "team.azurecr.io"),
            Map.entry("access_token", "entra-canary"));
  }

  @Test
  void login_withAWorkloadIdentity_exchangesItsTokenReadAnew() throws IOException {
    Path file = workloadIdentity("first.jwt.canary\n");
    cloud.answers(ENTRA, 200, granted("3599"));
    registryAnswers();
    assertLoggedIn();
    assertThat(cloud.only("POST " + ENTRA).form())
        .containsOnly(
            Map.entry("grant_type", "client_credentials"),
            Map.entry("client_id", "client-1"),
            Map.entry("scope", "https://containerregistry.azure.net/.default"),
            Map.entry(
                "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            Map.entry("client_assertion", "first.jwt.canary"));
    assertExchanged();
    Files.writeString(file, "second.jwt.canary");
    assertLoggedIn();
    assertThat(cloud.seen().get(2).form()).containsEntry("client_assertion", "second.jwt.canary");
  }

  @Test
  void login_withAManagedIdentity_exchangesTheTokenOfTheMachine() throws IOException {
    cloud.answers(METADATA, 200, granted("\"86399\""));
    registryAnswers();
    assertLoggedIn();
    assertThat(cloud.only("GET " + ASKED).headers()).containsEntry("metadata", "true");
    assertExchanged();
    workload.variables.put("AZURE_CLIENT_ID", "client 1");
    assertLoggedIn();
    assertThat(cloud.seen().get(2).line()).isEqualTo("GET " + ASKED + "&client_id=client+1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://login.microsoftonline.us/",
        "https://login.microsoftonline.com.evil.example",
        "http://login.microsoftonline.com",
        "https://login.microsoftonline.com/x"
      })
  void r02_authority_elsewhere_isNotSentTheToken(String authority) throws IOException {
    workloadIdentity("first.jwt.canary");
    workload.variables.put("AZURE_AUTHORITY_HOST", authority);
    assertThat(workload.failure()).contains("AZURE_AUTHORITY_HOST is another than");
    assertThat(cloud.seen()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"AZURE_CLIENT_ID", "AZURE_TENANT_ID"})
  void variables_thatAreNotWhole_areAFailureAndTheMachineIsNotAsked(String missing)
      throws IOException {
    workloadIdentity("first.jwt.canary");
    workload.variables.remove(missing);
    assertThat(workload.failure())
        .isEqualTo(
            "Azure gives this workload no login: AZURE_FEDERATED_TOKEN_FILE is set and "
                + missing
                + " is not");
    assertThat(cloud.seen()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/../b", "a?b", "a b", "a#b"})
  void r02_tenant_outOfForm_isAFailure(String tenant) throws IOException {
    workloadIdentity("first.jwt.canary");
    workload.variables.put("AZURE_TENANT_ID", tenant);
    assertThat(workload.failure()).contains("AZURE_TENANT_ID is no tenant");
    assertThat(cloud.seen()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n", "a\u0000canary", "a\ncanary"})
  void file_withoutAToken_isAFailure(String content) throws IOException {
    workloadIdentity(content);
    assertThat(workload.failure()).contains("in which there is no token");
    assertThat(cloud.seen()).isEmpty();
  }

  @Test
  void file_thatIsTooLongOrMissing_isAFailure() throws IOException {
    Path file = workloadIdentity("canary".repeat(20_000));
    assertThat(workload.failure()).contains("longer than 64 KiB");
    Files.delete(file);
    assertThat(workload.failure()).contains("cannot be read");
  }

  @Test
  void file_thatIsNoRegularOne_isAFailureAndIsNotWaitedFor() throws IOException {
    workloadIdentity("first.jwt.canary");
    workload.variables.put("AZURE_FEDERATED_TOKEN_FILE", directory.toString());
    assertThat(workload.failure()).contains("which is no regular file");
    assertThat(cloud.seen()).isEmpty();
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no named pipes in directories")
  void file_thatIsAPipe_isAFailureAndIsNotWaitedFor() throws Exception {
    workloadIdentity("first.jwt.canary");
    Path pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    workload.variables.put("AZURE_FEDERATED_TOKEN_FILE", pipe.toString());
    assertThat(workload.failure()).contains("which is no regular file");
  }

  @Test
  void file_withANameThatIsNone_isNotRepeated() throws IOException {
    workloadIdentity("first.jwt.canary");
    workload.variables.put("AZURE_FEDERATED_TOKEN_FILE", "canary\u0000");
    assertThat(workload.failure()).contains("AZURE_FEDERATED_TOKEN_FILE names no file");
  }

  @Test
  void g04_token_asText_isNotShown() {
    assertThat(new AcrLogin.EntraToken(AskedWorkload.CANARY, Duration.ZERO))
        .hasToString("EntraToken[]");
  }

  @ParameterizedTest
  @CsvSource({
    "401, '{\"error\":\"invalid_client\",\"error_description\":\"AADSTS700016 canary\"}',"
        + " answered 401 invalid_client",
    "302, '', answered 302",
    "500, 'canary', answered 500",
    "200, 'canary', no JSON object",
    "200, '{\"expires_in\":3599}', has no access_token",
    "200, '{\"access_token\":\"canary\"}', has no expires_in",
    "200, '{\"access_token\":\"canary\",\"expires_in\":\"soon\"}', has no expires_in"
  })
  void entra_thatRefusesOrAnswersNonsense_isAnOutage(int status, String body, String why)
      throws IOException {
    workloadIdentity("first.jwt.canary");
    cloud.answers(ENTRA, status, body);
    assertThat(workload.failure()).contains("login.microsoftonline.com", why);
    assertThat(cloud.seen()).hasSize(1);
    workload.variables.clear();
    cloud.answers(METADATA, status, body);
    assertThat(workload.failure()).contains("Azure's metadata service", why);
  }

  @ParameterizedTest
  @CsvSource({"0, has ended", "172801, for longer than any login is"})
  void entra_withALifeThatCannotBe_isAnOutage(String life, String why) {
    cloud.answers(METADATA, 200, granted(life));
    registryAnswers();
    assertThat(workload.failure()).contains(why);
  }

  @ParameterizedTest
  @CsvSource({
    "401, '{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"canary\"}]}',"
        + " answered 401 UNAUTHORIZED",
    "307, '', answered 307",
    "200, '', no JSON object",
    "200, '{}', has no refresh_token",
    "200, '{\"refresh_token\":\"a canary\"}', has no token as refresh_token"
  })
  void registry_thatDoesNotExchange_isAnOutage(int status, String body, String why) {
    cloud.answers(METADATA, 200, granted("3599"));
    cloud.answers(EXCHANGE, status, body);
    assertThat(workload.failure()).contains("team.azurecr.io", why);
  }
}
