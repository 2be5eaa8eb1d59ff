package org.stellaops.signer.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.KeyBackendOptions;
import org.stellaops.signer.ports.KeyBackendType;

/** A program that speaks the protocol of AWS KMS, asked by another road than the adapter's. */
final class AwsPeer implements AutoCloseable {

  /** Variables of a process that asks it; none of these programs checks them. */
  static final Map<String, String> CREDENTIALS =
      Map.of(
          "AWS_ACCESS_KEY_ID",
          "AKIDEXAMPLE",
          "AWS_SECRET_ACCESS_KEY",
          "aws-secret-of-the-interop-tests");

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Peer peer;
  private final URI endpoint;

  AwsPeer(Peer peer, URI endpoint) {
    this.peer = peer;
    this.endpoint = endpoint;
  }

  /** local-kms, with nothing in it. */
  static AwsPeer localKms(Path directory) {
    int port = Peer.freePorts(1);
    URI endpoint = URI.create("http://127.0.0.1:" + port);
    return new AwsPeer(
        Peer.start(
            "local-kms",
            List.of(Tools.localKms().toString()),
            Map.of("PORT", Integer.toString(port), "KMS_DATA_PATH", directory.toString()),
            directory.resolve("local-kms.log"),
            endpoint),
        endpoint);
  }

  URI endpoint() {
    return endpoint;
  }

  KeyBackend open() {
    // The SDK takes credentials from properties as well.
    System.setProperty("aws.accessKeyId", CREDENTIALS.get("AWS_ACCESS_KEY_ID"));
    System.setProperty("aws.secretAccessKey", CREDENTIALS.get("AWS_SECRET_ACCESS_KEY"));
    return ServiceLoader.load(KeyBackendType.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(each -> each.name().equals("aws-kms"))
        .findFirst()
        .orElseThrow()
        .open(
            new KeyBackendOptions(
                "aws", Map.of("region", "eu-west-2", "endpoint", endpoint.toString()), Map.of()));
  }

  JsonNode call(String action, Map<String, ?> members) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(endpoint)
              .header("Content-Type", "application/x-amz-json-1.1")
              .header("X-Amz-Target", "TrentService." + action)
              .header(
                  "Authorization",
                  "AWS4-HMAC-SHA256 Credential=x/20260101/eu-west-2/kms/aws4_request,"
                      + " SignedHeaders=host, Signature=x")
              .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(members)))
              .build();
      HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new AssertionError(action + ": " + answer.statusCode() + " " + answer.body());
      }
      return answer.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  String newKey(SignatureAlgorithm algorithm) {
    String spec =
        switch (algorithm) {
          case ECDSA_P256_SHA256 -> "ECC_NIST_P256";
          case ECDSA_P384_SHA384 -> "ECC_NIST_P384";
          case ECDSA_P521_SHA512 -> "ECC_NIST_P521";
          case RSA_PKCS1_SHA256, RSA_PSS_SHA256 -> "RSA_2048";
          default -> throw new IllegalArgumentException("not held here: " + algorithm);
        };
    return call("CreateKey", Map.of("KeySpec", spec, "KeyUsage", "SIGN_VERIFY"))
        .at("/KeyMetadata/Arn")
        .asText();
  }

  PublicKey publicKey(String key) {
    byte[] der =
        Base64.getDecoder()
            .decode(call("GetPublicKey", Map.of("KeyId", key)).get("PublicKey").asText());
    for (String family : List.of("EC", "RSA")) {
      try {
        return KeyFactory.getInstance(family).generatePublic(new X509EncodedKeySpec(der));
      } catch (GeneralSecurityException another) {
        continue;
      }
    }
    throw new AssertionError("no public key");
  }

  @Override
  public void close() {
    peer.close();
  }
}
