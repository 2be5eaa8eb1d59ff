package org.stellaops.signer.dev;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
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

  static final String AUDIENCE = "signer";

  /** What a token says where a request for one says nothing. */
  private static final Map<String, String> TOKEN =
      Map.of(
          "tid", "demo",
          "client_id", "dev-client",
          "inst", "dev",
          "scope", "signer.sign signer.verify signer.audit",
          "scanner_digest", SampleRelease.RELEASED.toString());

  /** What a Proof of Entitlement says where a request for one says nothing. */
  private static final Map<String, String> PROOF =
      Map.of("tid", "demo", "inst", "dev", "lic", "dev-licence", "plan", "dev");

  /** Authority and Licensing under way. */
  private record RunningDevelopment(
      Config config,
      Path configFile,
      DevelopmentServer server,
      DevelopmentAuthority authority,
      DevelopmentLicensing licensing,
      InstantSource clock)
      implements Development {

    @Override
    public Caller caller(Scanner scanner) {
      return new DevelopmentCaller(authority, licensing, scanner, clock);
    }

    @Override
    public void close() {
      server.close();
    }
  }

  @Override
  public Development start(Path state, Ports ports) throws IOException {
    requireFree(ports.service());
    requireFree(ports.management());
    requireFree(ports.authority());
    StateDirectory directory = StateDirectory.prepare(state);
    DevelopmentServer server = new DevelopmentServer(ports.authority());
    try {
      InstantSource clock = InstantSource.system();
      int[] free = found(ports);
      DevelopmentSignIn.Client page =
          new DevelopmentSignIn.Client(
              "stella-page", URI.create("http://127.0.0.1:" + free[0] + "/ui/"));
      DevelopmentAuthority authority =
          new DevelopmentAuthority(
              server, DevelopmentKey.kept(directory.file("authority.key")), TOKEN, page, clock);
      DevelopmentLicensing licensing =
          new DevelopmentLicensing(
              server, DevelopmentKey.kept(directory.file("licensing.key")), PROOF, clock);
      Path file =
          directory.writeConfig(
              Map.ofEntries(
                  Map.entry("service", Integer.toString(free[0])),
                  Map.entry("management", Integer.toString(free[1])),
                  Map.entry("issuer", authority.issuer()),
                  Map.entry("jwks", authority.keySet().toString()),
                  Map.entry("page", page.id()),
                  Map.entry("authorize", authority.authorizationEndpoint().toString()),
                  Map.entry("token", authority.tokenEndpoint().toString()),
                  Map.entry("licensing", licensing.issuer()),
                  Map.entry("licensing-jwks", licensing.keySet().toString()),
                  Map.entry("introspection", licensing.introspection().toString())));
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

  /**
   * The service's port and the management's, each for 0 one that is free. Both are held while they
   * are looked for: the system may give one port twice.
   */
  private static int[] found(Ports ports) throws IOException {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    try (ServerSocket service = new ServerSocket(ports.service(), 1, loopback);
        ServerSocket management = new ServerSocket(ports.management(), 1, loopback)) {
      return new int[] {service.getLocalPort(), management.getLocalPort()};
    }
  }
}
