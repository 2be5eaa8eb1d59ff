package org.stellaops.signer.kms.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.KeyBackend;

/** Credentials of a workload: a token in a file is exchanged at STS, here a fake of it. */
class WebIdentityTest {

  private static final String ANSWER =
      """
      <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
        <AssumeRoleWithWebIdentityResult>
          <Credentials>
            <AccessKeyId>ASIAOFTHEROLE</AccessKeyId>
            <SecretAccessKey>secret-of-the-role</SecretAccessKey>
            <SessionToken>session-of-the-role</SessionToken>
            <Expiration>2099-01-01T00:00:00Z</Expiration>
          </Credentials>
        </AssumeRoleWithWebIdentityResult>
      </AssumeRoleWithWebIdentityResponse>
      """;

  @Test
  void tokenInAFile_isExchanged_whateverTheCallersLoaderIs(@TempDir Path folder) throws Exception {
    assumeTrue(System.getenv("AWS_ACCESS_KEY_ID") == null, "the environment has credentials");
    AtomicReference<String> asked = new AtomicReference<>("");
    HttpServer sts =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    sts.createContext(
        "/",
        exchange -> {
          asked.set(
              URLDecoder.decode(
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                  StandardCharsets.UTF_8));
          byte[] answer = ANSWER.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/xml");
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    sts.start();
    Path token = Files.writeString(folder.resolve("token"), "token-of-the-workload");
    Map<String, String> environment =
        Map.of(
            "aws.webIdentityTokenFile",
            token.toString(),
            "aws.roleArn",
            "arn:aws:iam::111122223333:role/signer",
            "aws.region",
            "eu-central-1",
            "aws.endpointUrlSts",
            "http://127.0.0.1:" + sts.getAddress().getPort());
    environment.forEach(System::setProperty);
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    // As in an application that has the library in a loader of its own.
    Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
    try (FakeAwsKms fake = new FakeAwsKms();
        KeyBackend backend = FakeAwsKmsContractTest.open(fake)) {
      Deadline soon = Deadline.in(Duration.ofSeconds(20), Ticker.system());
      KeyUri key = new KeyUri(fake.newKey(SignatureAlgorithm.ECDSA_P256_SHA256, "Enabled"));
      backend.open(key, null, soon).sign(PreAuthEncoding.of("t", Bytes.utf8("m")), () -> {}, soon);
      assertThat(asked.get()).contains("AssumeRoleWithWebIdentity", "token-of-the-workload");
      assertThat(fake.lastCredential()).contains("Credential=ASIAOFTHEROLE/");
    } finally {
      Thread.currentThread().setContextClassLoader(before);
      environment.keySet().forEach(System::clearProperty);
      sts.stop(0);
    }
  }
}
