package org.stellaops.signer.http;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import org.slf4j.LoggerFactory;
import org.stellaops.signer.bootstrap.NewKeystore;
import org.stellaops.signer.bootstrap.StartFailed;
import org.stellaops.signer.bootstrap.config.ConfigFile;
import org.stellaops.signer.bootstrap.config.ConfigRefused;
import org.stellaops.signer.http.observe.ServerLogging;
import org.stellaops.signer.model.PinnedKey;

/**
 * Starts the service once, with a configuration and a key that are thrown away and peers that do
 * not answer, for the build to make the server's start-up archive from. Where that cannot run, as
 * without loopback, the archive helps less: that is said, and no build fails for it.
 */
final class ServerTraining {

  private static final String CONFIG =
      """
      server:
        listen: {host: 127.0.0.1, port: SERVICE}
        publicOrigin: "http://127.0.0.1:SERVICE"
        management: {host: 127.0.0.1, port: MANAGEMENT}
      authorities:
        main: {issuer: "http://127.0.0.1:9/", jwksUri: "http://127.0.0.1:9/jwks.json"}
      licensing:
        issuer: "http://127.0.0.1:9/licensing"
        jwksUri: "http://127.0.0.1:9/licensing/jwks.json"
        introspectionUri: "http://127.0.0.1:9/licensing/introspect"
      store: {directory: store}
      plans:
        training:
          maxArtifactBytes: 1MiB
          rate: 1
          burst: 2
          concurrency: 1
          bytesPerDay: 1GiB
          signaturesPerDay: 1
      tenants:
        training:
          plans: [training]
          subjects: ["*"]
          predicateTypes:
            "https://cyclonedx.org/bom": {release: required}
          keys:
            sbom: {uri: "training:training", published: true}
          profiles:
            default: {keys: [sbom]}
      keys:
        backends:
          training: {type: keystore, file: keystore.p12, password: file:password}
      releases:
        signers: {release: {key: release.pub}}
        sources:
          sample: {type: layout, directory: release}
      """;

  private ServerTraining() {}

  /**
   * @param arguments a directory to work below
   */
  public static void main(String[] arguments) {
    ServerLogging.json(new FileOutputStream(FileDescriptor.out));
    try {
      Path parent = Files.createDirectories(Path.of(arguments[0]));
      train(Files.createTempDirectory(parent, "run"));
    } catch (IOException | ConfigRefused | StartFailed | RuntimeException e) {
      LoggerFactory.getLogger(ServerTraining.class).warn("the service does not start", e);
    }
  }

  private static void train(Path directory) throws IOException, ConfigRefused, StartFailed {
    Files.createDirectories(directory.resolve("release"));
    String password = "training";
    Path secret = Files.writeString(directory.resolve("password"), password + "\n");
    // As the service demands of a file with a secret.
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    NewKeystore.create(directory.resolve("keystore.p12"), "training", password.toCharArray());
    Files.writeString(directory.resolve("release.pub"), releaseKey().pem());
    Files.writeString(
        directory.resolve("release/oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    Files.writeString(
        directory.resolve("release/index.json"), "{\"schemaVersion\":2,\"manifests\":[]}");
    int service = free();
    int management = free();
    Path file =
        Files.writeString(
            directory.resolve("signer.yaml"),
            CONFIG
                .replace("SERVICE", Integer.toString(service))
                .replace("MANAGEMENT", Integer.toString(management)));
    SignerServer server = SignerServer.start(ConfigFile.read(file, Map.of()), cause -> {});
    try {
      ask(management, "/readyz");
      ask(management, "/metrics");
      ask(service, "/.well-known/jwks.json");
      ask(service, "/api/v1/signer/sign/dsse");
    } finally {
      server.close();
    }
  }

  private static PinnedKey releaseKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return PinnedKey.of(generator.generateKeyPair().getPublic());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has P-256", e);
    }
  }

  private static void ask(int port, String path) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    if (path.endsWith("/dsse")) {
      connection.setDoOutput(true);
      connection.setRequestProperty("Content-Type", "application/json");
      connection.getOutputStream().write("{}".getBytes(StandardCharsets.UTF_8));
    }
    connection.getResponseCode();
    connection.disconnect();
  }

  private static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
