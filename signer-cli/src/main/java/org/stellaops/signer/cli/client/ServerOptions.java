package org.stellaops.signer.cli.client;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.terminal.CommandFailed;
import picocli.CommandLine.Option;

/** How a verb reaches a server, and as whom. */
public final class ServerOptions {

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "origin of the signer, https://signer.example")
  private @Nullable URI server;

  @Option(
      names = "--token",
      paramLabel = "env:NAME|file:PATH",
      description = "where the access token is (with --dpop-key)")
  private @Nullable String token;

  @Option(
      names = "--dpop-key",
      paramLabel = "FILE",
      description = "the key pair that the token is bound to: PEM with PRIVATE KEY and PUBLIC KEY")
  private @Nullable Path dpopKey;

  @Option(
      names = "--dev",
      description = "use the development Authority of a local: stella serve --dev")
  private boolean development;

  public boolean named() {
    return server != null;
  }

  public boolean development() {
    return development;
  }

  /** Whether a token or its key is named: what only a server asks for. */
  public boolean identified() {
    return token != null || dpopKey != null;
  }

  /** The files that it reads, by the option that names each. */
  public Map<String, Path> files() {
    Map<String, Path> files = new HashMap<>();
    if (dpopKey != null) {
      files.put("--dpop-key", dpopKey);
    }
    if (token != null && token.startsWith("file:")) {
      files.put("--token", Path.of(token.substring(5)));
    }
    return files;
  }

  public URI origin() {
    if (server == null) {
      throw CommandFailed.usage("name the server: --server URL");
    }
    return origin(server, Target.TOKEN_IN_THE_CLEAR);
  }

  /**
   * The origin that {@code --server} names.
   *
   * @param clear what is wrong with it if it is elsewhere and without TLS
   */
  public static URI origin(URI server, String clear) {
    Target target = Target.of("--server", server, clear);
    if (!target.path().equals("/")
        || server.getRawQuery() != null
        || server.getRawFragment() != null) {
      throw CommandFailed.usage("--server is a scheme and a host, such as https://signer.example");
    }
    return target.origin();
  }

  /** A client whose token has {@code scope}. */
  public SignerClient client(String scope) {
    URI origin = origin();
    if (development && identified()) {
      throw CommandFailed.usage("give --dev, or --token and --dpop-key; not both");
    }
    if (development) {
      return DevelopmentClient.client(origin, scope);
    }
    if (token == null || dpopKey == null) {
      throw CommandFailed.usage(
          "give --token and --dpop-key, or --dev for a local development server");
    }
    return new SignerClient(origin, OptionValue.secret("--token", token), DpopKey.read(dpopKey));
  }
}
