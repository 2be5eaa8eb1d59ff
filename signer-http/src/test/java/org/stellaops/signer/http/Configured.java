package org.stellaops.signer.http;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.stellaops.signer.bootstrap.NewKeystore;

/** A configuration file that a service starts with. */
final class Configured {

  private Configured() {}

  static Path in(Path directory) throws IOException {
    NewKeystore.create(directory.resolve("keys.p12"), "sbom", "correct".toCharArray());
    Files.writeString(directory.resolve("password"), "correct\n");
    return Files.writeString(
        directory.resolve("signer.yaml"),
        """
        server: {listen: {port: %d}, management: {port: %d}}
        authorities: {main: {issuer: "http://127.0.0.1:9", jwksUri: "http://127.0.0.1:9/jwks.json"}}
        licensing:
          issuer: http://127.0.0.1:9/licensing
          jwksUri: http://127.0.0.1:9/licensing/jwks.json
          mode: token
          acceptUnseenRevocation: true
        store: {directory: store}
        plans:
          pro: {maxArtifactBytes: 1MiB, rate: 1, burst: 1, concurrency: 1, bytesPerDay: 1MiB, signaturesPerDay: 1}
        tenants:
          acme:
            plans: [pro]
            subjects: ["*"]
            keys: {sbom: {uri: "main:sbom"}}
        keys: {backends: {main: {type: keystore, file: keys.p12, password: "file:password"}}}
        """
            .formatted(free(), free()));
  }

  private static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
