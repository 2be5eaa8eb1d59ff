package org.stellaops.signer.oci.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.oci.Credentials;

class GoogleLoginTest {

  private static final String METADATA =
      "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token";
  private static final String STS = "https://sts.googleapis.com/v1/token";
  private static final String IMPERSONATE =
      "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/"
          + "signer@team.iam.gserviceaccount.com:generateAccessToken";
  private static final String AUDIENCE =
      "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q";
  private static final String GRANTED =
      "{\"access_token\":\"google-canary\",\"expires_in\":3599,\"token_type\":\"Bearer\"}";

  @TempDir private Path directory;

  private final AskedWorkload workload =
      new AskedWorkload(Cloud.GOOGLE, "europe-west1-docker.pkg.dev");
  private final FakeCloud cloud = workload.cloud;

  @AfterEach
  void shut() {
    workload.close();
  }

  private void metadataAnswers(int status, String body) {
    cloud.answers(METADATA, status, body, "Metadata-Flavor", "Google");
  }

  private void assertLoggedIn(String token) throws IOException {
    assertThat(workload.login()).isEqualTo(new Credentials("oauth2accesstoken", token));
  }

  private Path subject(String content) throws IOException {
    return Files.writeString(directory.resolve("subject"), content);
  }

  private void account(String members) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("account.json"),
            "{\"universe_domain\":\"googleapis.com\",\"audience\":\""
                + AUDIENCE
                + "\",\"subject_token_type\":\"urn:ietf:params:oauth:token-type:jwt\","
                + members
                + "}");
    workload.variables.put("GOOGLE_APPLICATION_CREDENTIALS", file.toString());
  }

  private String external(String more) {
    return "\"type\":\"external_account\",\"token_url\":\""
        + STS
        + "\",\"credential_source\":{\"file\":\""
        + directory.resolve("subject")
        + "\""
        + more
        + "}";
  }

  @Test
  void login_ofTheMachine_isTheTokenOfTheMetadataServer() throws IOException {
    metadataAnswers(200, GRANTED);
    assertLoggedIn("google-canary");
    assertThat(cloud.only("GET " + METADATA).headers()).containsEntry("metadata-flavor", "Google");
  }

  @Test
  void metadata_withoutItsFlavor_isSomebodyElse() {
    cloud.answers(METADATA, 200, GRANTED);
    assertThat(workload.failure()).contains("is not who answers there");
  }

  @ParameterizedTest
  @CsvSource({
    "404, '', answered 404",
    "301, '', answered 301",
    "403, '{\"error\":\"insufficient_scope\",\"error_description\":\"canary\"}',"
        + " answered 403 insufficient_scope",
    "200, '', no JSON object",
    "200, '{}', has no access_token",
    "200, '{\"access_token\":\"\"}', has no access_token",
    "200, '{\"access_token\":\"a canary\"}', has no token as access_token",
    "200, '{\"access_token\":\"canary\"}', has no expires_in",
    "200, '{\"access_token\":\"canary\",\"expires_in\":-1}', has no expires_in",
    "200, '{\"access_token\":\"canary\",\"expires_in\":0}', has ended",
    "200, '{\"access_token\":\"canary\",\"expires_in\":172801}', for longer than any login is"
  })
  void metadata_thatRefusesOrAnswersNonsense_isAnOutage(int status, String body, String why) {
    metadataAnswers(status, body);
    assertThat(workload.failure())
        .startsWith("Google gives this workload no login: ")
        .contains(why);
  }

  @Test
  void metadata_withATokenThatIsHuge_isAnOutage() {
    metadataAnswers(200, "{\"access_token\":\"" + "canary".repeat(3000) + "\",\"expires_in\":60}");
    assertThat(workload.failure()).contains("has no token as access_token");
    metadataAnswers(200, "{\"access_token\":\"" + "canary".repeat(20_000) + "\"}");
    assertThat(workload.failure()).contains("more than 64 KiB");
  }

  @Test
  void login_ofAnExternalAccount_exchangesTheTokenOfItsFileReadAnew() throws IOException {
    subject("first.jwt.canary\n");
    account(external(""));
    cloud.answers(STS, 200, GRANTED);
    assertLoggedIn("google-canary");
    FakeCloud.Seen asked = cloud.only("POST " + STS);
    assertThat(asked.form())
        .containsOnly(
            Map.entry("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
            Map.entry("audience", AUDIENCE),
            Map.entry("scope", "https://www.googleapis.com/auth/cloud-platform"),
            Map.entry("requested_token_type", "urn:ietf:params:oauth:token-type:access_token"),
            Map.entry("subject_token", "first.jwt.canary"),
            Map.entry("subject_token_type", "urn:ietf:params:oauth:token-type:jwt"));
    assertThat(asked.headers()).doesNotContainKey("authorization");
    subject("second.jwt.canary");
    assertLoggedIn("google-canary");
    assertThat(cloud.seen().get(1).form()).containsEntry("subject_token", "second.jwt.canary");
  }

  @Test
  void login_ofAnExternalAccountWithJson_takesTheMemberThatItNames() throws IOException {
    subject("{\"other\":1,\"id_token\":\"json.jwt.canary\"}");
    account(external(",\"format\":{\"type\":\"json\",\"subject_token_field_name\":\"id_token\"}"));
    cloud.answers(STS, 200, GRANTED);
    assertLoggedIn("google-canary");
    assertThat(cloud.seen().get(0).form()).containsEntry("subject_token", "json.jwt.canary");
    subject("{\"other\":\"canary\"}");
    assertThat(workload.failure()).contains("has no id_token");
  }

  @Test
  void login_ofAServiceAccount_isHadWithTheExchangedToken() throws IOException {
    subject("first.jwt.canary");
    account(external("") + ",\"service_account_impersonation_url\":\"" + IMPERSONATE + "\"");
    cloud
        .answers(STS, 200, GRANTED)
        .answers(
            IMPERSONATE,
            200,
            "{\"accessToken\":\"account-canary\",\"expireTime\":\"2026-05-01T13:00:00Z\"}");
    assertLoggedIn("account-canary");
    FakeCloud.Seen asked = cloud.only("POST " + IMPERSONATE);
    assertThat(asked.headers()).containsEntry("authorization", "Bearer google-canary");
    assertThat(asked.body())
        .isEqualTo("{\"scope\":[\"https://www.googleapis.com/auth/devstorage.read_only\"]}");
    cloud.answers(IMPERSONATE, 403, "{\"error\":{\"code\":403,\"status\":\"PERMISSION_DENIED\"}}");
    assertThat(workload.failure())
        .contains("iamcredentials.googleapis.com answered 403 PERMISSION_DENIED");
    cloud.answers(
        IMPERSONATE, 200, "{\"accessToken\":\"canary\",\"expireTime\":\"2026-05-01T12:00:00Z\"}");
    assertThat(workload.failure()).contains("has ended");
  }

  @Test
  void sts_thatRefuses_isAnOutage() throws IOException {
    subject("first.jwt.canary");
    account(external(""));
    cloud.answers(STS, 400, "{\"error\":\"invalid_grant\",\"error_description\":\"a canary\"}");
    assertThat(workload.failure()).contains("sts.googleapis.com answered 400 invalid_grant");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://sts.googleapis.com.evil.example/v1/token",
        "http://sts.googleapis.com/v1/token",
        "https://sts.googleapis.com:444/v1/token",
        "https://evil.example/v1/token",
        "https://sts.googleapis.com/v1/token?x=y",
        "http://169.254.169.254/v1/token"
      })
  void r02_account_thatSendsElsewhere_isNotFollowed(String url) throws IOException {
    subject("first.jwt.canary");
    account(external("").replace(STS, url));
    assertThat(workload.failure()).contains("has a token_url that is not Google's");
    account(external("") + ",\"service_account_impersonation_url\":\"" + url + "\"");
    assertThat(workload.failure())
        .contains("has a service_account_impersonation_url that is not Google's");
    assertThat(cloud.seen()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'\"type\":\"service_account\",\"private_key\":\"canary\"', is no external_account",
    "'\"type\":\"external_account\",\"credential_source\":{\"url\":\"https://x.example\"}',"
        + " elsewhere than in a file",
    "'\"type\":\"external_account\",\"credential_source\":{\"executable\":{\"command\":\"x\"}}',"
        + " elsewhere than in a file"
  })
  void account_ofAnotherKind_isAFailure(String members, String why) throws IOException {
    account(members);
    assertThat(workload.failure()).contains("GOOGLE_APPLICATION_CREDENTIALS", why);
    assertThat(cloud.seen()).isEmpty();
  }

  @Test
  void g04_token_asText_isNotShown() {
    assertThat(new GoogleLogin.AccessToken(AskedWorkload.CANARY, Duration.ZERO))
        .hasToString("AccessToken[]");
  }

  @Test
  void file_thatIsMissing_isAFailureAndTheMachineIsNotAsked() throws IOException {
    metadataAnswers(200, GRANTED);
    workload.variables.put(
        "GOOGLE_APPLICATION_CREDENTIALS", directory.resolve("none.json").toString());
    assertThat(workload.failure()).contains("none.json, which cannot be read");
    account(external(""));
    assertThat(workload.failure()).contains("subject, which cannot be read");
    assertThat(cloud.seen()).isEmpty();
  }
}
