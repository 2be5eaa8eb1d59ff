package org.stellaops.signer.bench;

import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.KeyBackendOptions;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.MessageType;
import software.amazon.awssdk.services.kms.model.SigningAlgorithmSpec;

/**
 * Signatures a second by local-kms, which speaks AWS KMS: through the backend, and by the bare SDK
 * with the HTTP client that it takes by itself.
 */
final class AwsBench {

  private static final List<Integer> THREADS = List.of(1, 4, 8);

  private AwsBench() {}

  static void run() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Path directory = Files.createTempDirectory("aws-bench");
    ProcessBuilder builder =
        new ProcessBuilder("local-kms")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("PORT", Integer.toString(port));
    builder.environment().put("KMS_DATA_PATH", directory.toString());
    Process service = builder.start();
    try {
      measure(URI.create("http://127.0.0.1:" + port));
    } finally {
      service.destroyForcibly().waitFor();
      KeysBench.delete(directory);
    }
  }

  private static void measure(URI endpoint) throws Exception {
    System.setProperty("aws.accessKeyId", "AKIDEXAMPLE");
    System.setProperty("aws.secretAccessKey", "aws-secret-of-the-bench");
    try (KmsClient bare =
        KmsClient.builder()
            .region(Region.EU_WEST_2)
            .endpointOverride(endpoint)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create("AKIDEXAMPLE", "aws-secret-of-the-bench")))
            .build()) {
      String key = newKey(bare);
      Map<String, Double> its = new LinkedHashMap<>();
      for (int threads : THREADS) {
        its.put(
            KeysBench.what("ECDSA_P256", threads), Rate.of(threads, () -> () -> sign(bare, key)));
      }
      try (KeyBackend backend =
          KeysBench.type("aws-kms")
              .open(
                  new KeyBackendOptions(
                      "bench",
                      Map.of("region", "eu-west-2", "endpoint", endpoint.toString()),
                      Map.of()))) {
        System.out.println("AWS KMS by local-kms, signatures a second");
        KeysBench.print(KeysBench.rates("ECDSA_P256", backend, new KeyUri(key)), "bare SDK", its);
      }
    }
  }

  private static void sign(KmsClient bare, String key) {
    SdkBytes made =
        bare.sign(ask ->
                ask.keyId(key)
                    .message(
                        SdkBytes.fromByteArray(KeysBench.MESSAGE.sha256().bytes().toByteArray()))
                    .messageType(MessageType.DIGEST)
                    .signingAlgorithm(SigningAlgorithmSpec.ECDSA_SHA_256))
            .signature();
    if (made.asByteArrayUnsafe().length == 0) {
      throw new IllegalStateException("no signature");
    }
  }

  /** Once the service listens. */
  private static String newKey(KmsClient bare) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (true) {
      try {
        return bare.createKey(
                ask -> ask.keySpec(KeySpec.ECC_NIST_P256).keyUsage(KeyUsageType.SIGN_VERIFY))
            .keyMetadata()
            .arn();
      } catch (SdkException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        var _ = new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
      }
    }
  }
}
