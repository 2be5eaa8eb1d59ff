package org.stellaops.signer.http;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.stellaops.signer.bootstrap.ProductVersion;
import org.stellaops.signer.bootstrap.StartFailed;
import org.stellaops.signer.bootstrap.config.ConfigFile;
import org.stellaops.signer.bootstrap.config.ConfigReader;
import org.stellaops.signer.bootstrap.config.ConfigRefused;
import org.stellaops.signer.http.observe.ServerLogging;

/** The entry point of the server distribution; {@code --help} says what it understands. */
public final class Main {

  private static final int USAGE = 2;
  private static final int UNREACHABLE = 3;
  private static final int STORAGE_FAILED = 70;

  private Main() {}

  public static void main(String[] arguments) {
    Optional<String> unreadable = Launch.unreadable(List.of(arguments), System.getenv());
    if (unreadable.isPresent()) {
      fail(USAGE, unreadable.get());
      return;
    }
    switch (ServerArguments.parse(arguments)) {
      case ServerArguments.Help() -> System.out.print(ServerArguments.HELP);
      case ServerArguments.PrintVersion() ->
          System.out.println(ServerArguments.PROGRAM + ' ' + ProductVersion.number());
      case ServerArguments.Misunderstood(String sentence) -> fail(USAGE, sentence);
      case ServerArguments.Serve(Path option) -> {
        Optional<Path> named = ConfigReader.named(option, System.getenv());
        if (named.isPresent()) {
          serve(named.get());
        } else {
          fail(
              USAGE,
              "name a configuration: --config FILE or STELLA_CONFIG; to try the service out, use"
                  + " the stella command: stella serve --dev");
        }
      }
    }
  }

  private static void serve(Path named) {
    ServerLogging.json(System.out);
    exitInOrder();
    try {
      ConfigFile file = ConfigFile.read(named, System.getenv());
      SignerServer server = SignerServer.start(file, Main::halt);
      Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
      server.reloadAtHangup(named, System.getenv());
      server.sealAtSignal();
      server.awaitStop();
    } catch (ConfigRefused e) {
      fail(USAGE, e.getMessage());
    } catch (StartFailed e) {
      fail(e.reason().isMisconfigured() ? USAGE : UNREACHABLE, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      fail(UNREACHABLE, e.getMessage());
    }
  }

  /**
   * Has SIGTERM and SIGINT end the process with exit code 0 once its shutdown hooks are done: for a
   * service, to be stopped is no failure. Without this Java exits with 128 and the signal's number.
   * So does the end of its launcher, which a supervisor may have killed.
   */
  public static void exitInOrder() {
    ProcessSignals.onStop(() -> System.exit(0));
    Launch.onEndOfLauncher(() -> System.exit(0));
  }

  /**
   * Ends the process at once when the journal's storage has failed: what was written last may or
   * may not be durable, and only the next start can tell.
   */
  public static void halt(Throwable cause) {
    LoggerFactory.getLogger(Main.class).error("the journal's storage failed; stopping", cause);
    Runtime.getRuntime().halt(STORAGE_FAILED);
  }

  private static void fail(int code, @Nullable String sentence) {
    new PrintStream(System.err, true, StandardCharsets.UTF_8)
        .println(ServerArguments.PROGRAM + ": " + sentence);
    System.exit(code);
  }
}
