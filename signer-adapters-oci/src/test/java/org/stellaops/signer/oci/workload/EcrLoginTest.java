package org.stellaops.signer.oci.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.oci.Credentials;

class EcrLoginTest {

  private static final String ECR = "https://api.ecr.eu-west-1.amazonaws.com/";
  private static final String STS = "https://sts.eu-west-1.amazonaws.com/";
  private static final String IMDS = "http://169.254.169.254/latest/";
  private static final String ROLES = IMDS + "meta-data/iam/security-credentials/";
  private static final String SECRET = FakeCloud.SECRET;
  private static final String CREDENTIALS =
      "{\"Code\":\"Success\",\"AccessKeyId\":\"ASIAEXAMPLE\",\"SecretAccessKey\":\""
          + SECRET
          + "\",\"Token\":\""
          + AskedWorkload.CANARY
          + "\",\"Expiration\":\"2026-05-01T13:00:00Z\"}";

  @TempDir private Path directory;

  private final AskedWorkload workload =
      new AskedWorkload(Cloud.AWS, "123456789012.dkr.ecr.eu-west-1.amazonaws.com");
  private final FakeCloud cloud = workload.cloud;

  @AfterEach
  void shut() {
    workload.close();
  }

  private static String token(String pair, String expiresAt) {
    return "{\"authorizationData\":[{\"authorizationToken\":\""
        + Bytes.utf8(pair).base64()
        + "\",\"expiresAt\":"
        + expiresAt
        + ",\"proxyEndpoint\":\"https://123456789012.dkr.ecr.eu-west-1.amazonaws.com\"}]}";
  }

  /** 2026-05-02T00:00:00Z, as ECR writes it. */
  private void ecrAnswers() {
    cloud.answers(ECR, 200, token("AWS:ecr-canary", "1.7776800005E9"));
  }

  private void keyInTheEnvironment() {
    workload.variables.put("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
    workload.variables.put("AWS_SECRET_ACCESS_KEY", SECRET);
  }

  private void assertLoggedIn() throws IOException {
    assertThat(workload.login()).isEqualTo(new Credentials("AWS", "ecr-canary"));
  }

  private void assertSignedBy(String keyId, boolean session) {
    FakeCloud.Seen asked = cloud.only("POST " + ECR);
    assertThat(asked.headers())
        .containsEntry("x-amz-target", "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken")
        .containsEntry("content-type", "application/x-amz-json-1.1")
        .containsEntry("x-amz-date", "20260501T120000Z");
    assertThat(asked.body()).isEqualTo("{}");
    AwsCredentials credentials =
        new AwsCredentials(keyId, SECRET, session ? AskedWorkload.CANARY : null);
    assertThat(asked.headers().get("authorization"))
        .startsWith("AWS4-HMAC-SHA256 Credential=" + keyId + "/20260501/eu-west-1/ecr/aws4_request")
        .contains(
            "SignedHeaders=content-type;host;x-amz-date;"
                + (session ? "x-amz-security-token;" : "")
                + "x-amz-target")
        .isEqualTo(
            new AwsSignature(credentials, "eu-west-1", "ecr")
                .headers(
                    "POST",
                    "api.ecr.eu-west-1.amazonaws.com",
                    Map.of(
                        "content-type",
                        "application/x-amz-json-1.1",
                        "x-amz-target",
                        "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken"),
                    Bytes.utf8("{}"),
                    workload.time)
                .get("authorization"));
  }

  @Test
  void login_withAKeyInTheEnvironment_isThatOfEcr() throws IOException {
    keyInTheEnvironment();
    ecrAnswers();
    assertLoggedIn();
    assertSignedBy("AKIDEXAMPLE", false);
    assertThat(cloud.seen()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "x-amz-target, AmazonEC2ContainerRegistry_V20150921.DeleteRepository",
    "x-amz-date, 20260501T120001Z",
    "x-amz-security-token, another-canary",
    "x-amz-more, unsigned"
  })
  void request_thatIsChangedOnItsWay_isNotTaken(String header, String value) {
    keyInTheEnvironment();
    workload.variables.put("AWS_SESSION_TOKEN", AskedWorkload.CANARY);
    ecrAnswers();
    cloud.change(header, value);
    assertThat(workload.failure()).contains("answered 400 InvalidSignatureException");
  }

  @Test
  void request_signedWithAnotherKey_isNotTaken() {
    workload.variables.put("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
    workload.variables.put("AWS_SECRET_ACCESS_KEY", "canary/of/another/key");
    ecrAnswers();
    assertThat(workload.failure()).contains("answered 400 InvalidSignatureException");
  }

  @Test
  void profile_isNotTakenAndTheInstanceIsNotAsked() {
    workload.variables.put("AWS_PROFILE", "signer");
    assertThat(workload.failure()).contains("AWS_PROFILE is set, and profiles");
    assertThat(cloud.seen()).isEmpty();
  }

  @Test
  void login_withASessionInTheEnvironment_sendsItsToken() throws IOException {
    keyInTheEnvironment();
    workload.variables.put("AWS_SESSION_TOKEN", AskedWorkload.CANARY);
    ecrAnswers();
    assertLoggedIn();
    assertSignedBy("AKIDEXAMPLE", true);
    assertThat(cloud.seen().get(0).headers())
        .containsEntry("x-amz-security-token", AskedWorkload.CANARY);
  }

  private Path webIdentity(String token) throws IOException {
    Path file = Files.writeString(directory.resolve("token"), token);
    workload.variables.put("AWS_WEB_IDENTITY_TOKEN_FILE", file.toString());
    workload.variables.put("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/signer");
    return file;
  }

  private static String assumed(String expiration) {
    return "<AssumeRoleWithWebIdentityResponse"
        + " xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
        + "<AssumeRoleWithWebIdentityResult><Audience>sts.amazonaws.com</Audience>"
        + "<AssumedRoleUser><Arn>arn:aws:sts::1:assumed-role/a/b</Arn></AssumedRoleUser>"
        + "<Credentials><SessionToken>"
        + AskedWorkload.CANARY
        + "</SessionToken><SecretAccessKey>"
        + SECRET
        + "</SecretAccessKey><Expiration>"
        + expiration
        + "</Expiration><AccessKeyId>ASIAEXAMPLE</AccessKeyId></Credentials>"
        + "</AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>";
  }

  @Test
  void login_withAWebIdentity_assumesItsRoleAndReadsTheFileAnew() throws IOException {
    Path file = webIdentity("first.jwt.canary\n");
    cloud.answers(STS, 200, assumed("2026-05-01T13:00:00Z"));
    ecrAnswers();
    assertLoggedIn();
    assertSignedBy("ASIAEXAMPLE", true);
    FakeCloud.Seen asked = cloud.only("POST " + STS);
    assertThat(asked.form())
        .containsOnly(
            Map.entry("Action", "AssumeRoleWithWebIdentity"),
            Map.entry("Version", "2011-06-15"),
            Map.entry("RoleArn", "arn:aws:iam::123456789012:role/signer"),
            Map.entry("RoleSessionName", "stella-signer"),
            Map.entry("WebIdentityToken", "first.jwt.canary"));
    assertThat(asked.headers()).doesNotContainKey("authorization");
    Files.writeString(file, "second.jwt.canary");
    assertLoggedIn();
    assertThat(cloud.seen().get(2).form()).containsEntry("WebIdentityToken", "second.jwt.canary");
  }

  @ParameterizedTest
  @CsvSource({
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, /v2/x?id=1, http://169.254.170.2",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI, http://169.254.170.2/v2/x?id=1, http://169.254.170.2",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI, http://169.254.170.23/v2/x?id=1, http://169.254.170.23",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI, http://[fd00:ec2::23]/v2/x?id=1, http://[fd00:ec2::23]"
  })
  void login_withCredentialsOfTheContainer_isThatOfEcr(String variable, String value, String place)
      throws IOException {
    workload.variables.put(variable, value);
    workload.variables.put("AWS_CONTAINER_AUTHORIZATION_TOKEN", "Basic the-canary");
    cloud.answers(place + "/v2/x", 200, CREDENTIALS);
    ecrAnswers();
    assertLoggedIn();
    assertSignedBy("ASIAEXAMPLE", true);
    assertThat(cloud.only("GET " + place + "/v2/x?id=1").headers())
        .containsEntry("authorization", "Basic the-canary");
    Path file = Files.writeString(directory.resolve("authorization"), "file-canary\n");
    workload.variables.put("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", file.toString());
    assertLoggedIn();
    assertThat(cloud.seen().get(2).headers()).containsEntry("authorization", "file-canary");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest",
        "http://169.254.170.2:8080/x",
        "https://169.254.170.2/x",
        "http://127.0.0.1/x",
        "https://credentials.example/x",
        "http://169.254.170.2@evil.example/x",
        "file:///etc/passwd",
        "not a URL",
        "http://a canary/x"
      })
  void r01_container_atAnotherPlace_isNotAsked(String url) {
    workload.variables.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", url);
    workload.variables.put("AWS_CONTAINER_AUTHORIZATION_TOKEN", "the-canary");
    ecrAnswers();
    assertThat(workload.failure()).contains("AWS_CONTAINER_CREDENTIALS_FULL_URI");
    assertThat(cloud.seen()).isEmpty();
  }

  @Test
  void login_withTheRoleOfTheInstance_asksWithATokenOfTheMetadataService() throws IOException {
    cloud
        .answers(IMDS + "api/token", 200, "imds-canary")
        .answers(ROLES, 200, "signer-role\n")
        .answers(ROLES + "signer-role", 200, CREDENTIALS);
    ecrAnswers();
    assertLoggedIn();
    assertSignedBy("ASIAEXAMPLE", true);
    assertThat(cloud.only("PUT " + IMDS + "api/token").headers())
        .containsEntry("x-aws-ec2-metadata-token-ttl-seconds", "60");
    assertThat(cloud.only("GET " + ROLES + "signer-role").headers())
        .containsEntry("x-aws-ec2-metadata-token", "imds-canary");
  }

  @ParameterizedTest
  @CsvSource({
    "AWS_ACCESS_KEY_ID, AKIDEXAMPLE, AWS_SECRET_ACCESS_KEY is not",
    "AWS_SECRET_ACCESS_KEY, canary/secret/key, AWS_ACCESS_KEY_ID is not",
    "AWS_WEB_IDENTITY_TOKEN_FILE, /nowhere/token, AWS_ROLE_ARN is not",
    "AWS_EC2_METADATA_DISABLED, true, no variable says who it is"
  })
  void variables_thatAreNotWhole_areAFailureAndNobodyElseIsAsked(
      String variable, String value, String why) {
    workload.variables.put(variable, value);
    assertThat(workload.failure())
        .startsWith("Amazon gives this workload no login: ")
        .contains(why);
    assertThat(cloud.seen()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "403, '<ErrorResponse><Error><Code>AccessDenied</Code><Message>s3cret-canary-token</Message>"
        + "</Error></ErrorResponse>', answered 403 AccessDenied",
    "400, '<ErrorResponse><Error><Code>s3cret-canary-token</Code></Error></ErrorResponse>',"
        + " answered 400",
    "500, '', answered 500",
    "302, '', answered 302",
    "200, '', no XML",
    "200, '<html>s3cret-canary-token', no XML",
    "200, '<!DOCTYPE a [<!ENTITY canary SYSTEM \"file:///etc/passwd\">]><Credentials><AccessKeyId>"
        + "&canary;</AccessKeyId></Credentials>', no",
    "200, '<Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId></Credentials>', no credentials"
  })
  void sts_thatRefusesOrAnswersNonsense_isAnOutage(int status, String body, String why)
      throws IOException {
    webIdentity("first.jwt.canary");
    cloud.answers(STS, status, body);
    assertThat(workload.failure()).contains("sts.eu-west-1.amazonaws.com", why);
    assertThat(cloud.seen()).hasSize(1);
  }

  @Test
  void sts_withCredentialsThatHaveEnded_isAnOutage() throws IOException {
    webIdentity("first.jwt.canary");
    cloud.answers(STS, 200, assumed("2026-05-01T12:00:00Z"));
    assertThat(workload.failure()).contains("ended at 2026-05-01T12:00:00Z");
    cloud.answers(STS, 200, assumed("tomorrow"));
    assertThat(workload.failure()).contains("no time until which");
  }

  @ParameterizedTest
  @CsvSource({
    "400, '{\"__type\":\"com.amazon#AccessDeniedException\",\"message\":\"canary\"}',"
        + " answered 400 AccessDeniedException",
    "503, '', answered 503",
    "307, '', answered 307",
    "200, '', no JSON object",
    "200, '[]', no JSON object",
    "200, '{}', no authorizationData",
    "200, '{\"authorizationData\":[]}', no authorizationData",
    "200, '{\"authorizationData\":[{\"expiresAt\":1777680000}]}', has no authorizationToken",
    "200, '{\"authorizationData\":[{\"authorizationToken\":\"canary!\",\"expiresAt\":1}]}',"
        + " not base64"
  })
  void ecr_thatRefusesOrAnswersNonsense_isAnOutage(int status, String body, String why) {
    keyInTheEnvironment();
    cloud.answers(ECR, status, body);
    assertThat(workload.failure()).contains("api.ecr.eu-west-1.amazonaws.com", why);
  }

  @ParameterizedTest
  @CsvSource({
    "AWS:, 1777680000, without a password",
    "other:canary, 1777680000, without a password",
    "AWS:canary, null, no time until which",
    "AWS:canary, -1, no time until which",
    "AWS:canary, 1e300, no time until which",
    "AWS:canary, 1777636800, has ended",
    "AWS:canary, 1777636799, has ended",
    "AWS:canary, 1777820000, for longer than any login is"
  })
  void ecr_withATokenThatCannotBe_isAnOutage(String pair, String expiresAt, String why) {
    keyInTheEnvironment();
    cloud.answers(ECR, 200, token(pair, expiresAt));
    assertThat(workload.failure()).contains(why);
  }

  @Test
  void ecr_withAHugeAnswer_isAnOutage() {
    keyInTheEnvironment();
    cloud.answers(ECR, 200, token("AWS:" + "canary".repeat(20_000), "1777680000"));
    assertThat(workload.failure()).contains("more than 64 KiB");
  }
}
