package org.stellaops.signer.cli.verbs;

import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.DevelopmentKit.Ports;
import org.stellaops.signer.bootstrap.config.ConfigReader;
import org.stellaops.signer.cli.service.DevelopmentService;
import org.stellaops.signer.cli.service.ServerStart;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.ExitCode;
import org.stellaops.signer.cli.terminal.ShutdownHooks;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.http.Main;
import org.stellaops.signer.http.SignerServer;
import org.stellaops.signer.http.observe.ServerLogging;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the service. */
@Command(
    name = "serve",
    description = "Run the signing service until it is told to stop.",
    footer = {
      "",
      "Example:",
      "  stella serve --dev",
      "  stella serve --config /etc/stella/signer.yaml"
    })
public final class ServeCommand implements Callable<Integer> {

  private static final int PORT = 8440;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "the configuration (default: what STELLA_CONFIG names)")
  private @Nullable Path config;

  @Option(
      names = "--dev",
      description = "development mode on loopback: own Authority, own keys, believes any caller")
  private boolean development;

  @Option(
      names = "--dev-dir",
      paramLabel = "DIR",
      description = "with --dev: where keys and store are kept (default: removed at the end)")
  private @Nullable Path directory;

  @Option(
      names = "--dev-port",
      paramLabel = "PORT",
      description =
          "with --dev: the service; PORT+1 is management, PORT+2 the Authority (default: 8440)")
  private @Nullable Integer port;

  private final Terminal terminal = new Terminal();

  @Override
  public Integer call() throws InterruptedException {
    ServerLogging.json(System.out);
    Main.exitInOrder();
    if (development) {
      if (config != null) {
        throw CommandFailed.usage("give --dev or --config, not both");
      }
      serveDevelopment();
    } else if (directory != null || port != null) {
      throw CommandFailed.usage("--dev-dir and --dev-port are for --dev");
    } else {
      serve();
    }
    return ExitCode.GOOD.number();
  }

  private void serve() throws InterruptedException {
    Path file =
        ConfigReader.named(config, System.getenv())
            .orElseThrow(() ->
                CommandFailed.usage(
                    "name a configuration (--config FILE or STELLA_CONFIG), or try it out with:"
                        + " stella serve --dev"));
    SignerServer server = ServerStart.start(ServerStart.open(file));
    ShutdownHooks.process().add(server, server::close);
    server.reloadAtHangup(file, System.getenv());
    server.sealAtSignal();
    server.awaitStop();
  }

  private void serveDevelopment() throws InterruptedException {
    int first = Objects.requireNonNullElse(port, PORT);
    if (first < 1 || first > 65533) {
      throw CommandFailed.usage("--dev-port is from 1 to 65533");
    }
    Ports ports = new Ports(first, first + 1, first + 2);
    DevelopmentService service = DevelopmentService.start(directory, ports);
    service.sealAtSignal();
    if (directory != null) {
      service.reloadAtHangup();
    }
    terminal.say(
        "DEVELOPMENT MODE: anyone on this machine gets a token. Never use it in production.");
    terminal.say("service     " + service.origin());
    terminal.say("docs        " + service.origin() + "/docs");
    terminal.say("management  " + service.management() + "/readyz, /metrics");
    terminal.say("stop        Ctrl-C");
    service.await();
  }
}
