package org.stellaops.signer.dev;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.stellaops.signer.bootstrap.DevelopmentKit;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.bootstrap.config.ConfigReader;
import org.stellaops.signer.bootstrap.config.ConfigRefused;

/**
 * Development mode: one tenant {@code demo} with the plans {@code dev} and {@code tiny}, one key
 * {@code sbom}, and the sample release. Everything listens on loopback and believes everybody on
 * it.
 */
public final class DevelopmentMode implements DevelopmentKit {

  private static final String AUDIENCE = "signer";
  private static final String TENANT = "demo";
  private static final String INSTANCE = "dev";
  private static final Duration TOKEN_LIFE = Duration.ofMinutes(10);
  private static final Duration PROOF_LIFE = Duration.ofHours(12);

  /** What a token says where a request for one says nothing. */
  static final AccessTokenOrder TOKEN =
      new AccessTokenOrder(
          AUDIENCE,
          TENANT,
          "dev-client",
          INSTANCE,
          "signer.sign signer.verify signer.audit signer.keys",
          "",
          SampleRelease.RELEASED.toString(),
          TOKEN_LIFE);

  /** What a Proof of Entitlement says where a request for one says nothing. */
  static final EntitlementProofOrder PROOF =
      new EntitlementProofOrder(
          AUDIENCE,
          TENANT,
          INSTANCE,
          "dev-licence",
          "dev",
          List.of("keyful"),
          Map.of(),
          null,
          PROOF_LIFE);

  @Override
  public Development start(Path state, Ports ports) throws IOException {
    requireFree(ports.service());
    requireFree(ports.management());
    requireFree(ports.authority());
    StateDirectory directory = StateDirectory.prepare(state);
    DevelopmentServer server = new DevelopmentServer(ports.authority());
    try {
      InstantSource clock = InstantSource.system();
      DevelopmentAuthority authority =
          new DevelopmentAuthority(
              server, DevelopmentKey.kept(directory.file("authority.key")), TOKEN, clock);
      DevelopmentLicensing licensing =
          new DevelopmentLicensing(
              server, DevelopmentKey.kept(directory.file("licensing.key")), PROOF, clock);
      FreePorts free = FreePorts.find();
      Path file =
          directory.writeConfig(
              Map.of(
                  "service", Integer.toString(or(ports.service(), free.service())),
                  "management", Integer.toString(or(ports.management(), free.management())),
                  "issuer", authority.issuer(),
                  "jwks", authority.keySet().toString(),
                  "licensing", licensing.issuer(),
                  "licensing-jwks", licensing.keySet().toString(),
                  "introspection", licensing.introspection().toString()));
      // No variables: those of a production shell must not bend what the demonstration shows.
      Config config = ConfigReader.read(file, Map.of());
      return new RunningDevelopment(config, file, server, authority, licensing, clock);
    } catch (ConfigRefused e) {
      server.close();
      throw new IOException("the development configuration is refused: " + e.getMessage(), e);
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** Before anything is written, and with the port in the message. */
  private static void requireFree(int port) throws IOException {
    try {
      new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1")).close();
    } catch (BindException e) {
      BindException named = new BindException("127.0.0.1:" + port + ": " + e.getMessage());
      named.initCause(e);
      throw named;
    }
  }

  private static int or(int port, int otherwise) {
    return port == 0 ? otherwise : port;
  }

  /** Held both at once while they are looked for, for the system may give one port twice. */
  private record FreePorts(int service, int management) {

    static FreePorts find() throws IOException {
      InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
      try (ServerSocket service = new ServerSocket(0, 1, loopback);
          ServerSocket management = new ServerSocket(0, 1, loopback)) {
        return new FreePorts(service.getLocalPort(), management.getLocalPort());
      }
    }
  }
}
