package org.stellaops.signer.bootstrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.bootstrap.config.ConfigReader;
import org.stellaops.signer.bootstrap.config.ConfigRefused;

/** A configuration of one tenant that needs nobody else, complete but for its keys. */
final class SmallConfig {

  private static final String HEAD =
      """
      server: {listen: {port: 18080}, management: {port: 18081}}
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
          keys:
      """;

  private SmallConfig() {}

  /**
   * Writes {@code signer.yaml} and reads it.
   *
   * @param ofTenant the tenant's keys, a line each
   * @param sections what follows: {@code keys}, and whatever else
   */
  static Config in(Path directory, String ofTenant, String sections)
      throws IOException, ConfigRefused {
    Path file = directory.resolve("signer.yaml");
    Files.writeString(file, HEAD + ofTenant.indent(6) + sections);
    return ConfigReader.read(file, Map.of());
  }
}
