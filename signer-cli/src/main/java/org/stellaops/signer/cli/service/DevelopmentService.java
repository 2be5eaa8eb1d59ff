package org.stellaops.signer.cli.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.DevelopmentKit;
import org.stellaops.signer.bootstrap.DevelopmentKit.Development;
import org.stellaops.signer.bootstrap.DevelopmentKit.Ports;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.FailureCode;
import org.stellaops.signer.cli.terminal.ShutdownHooks;
import org.stellaops.signer.http.SignerServer;

/** A development service in this process: Authority, licence issuer and signer on loopback. */
public final class DevelopmentService implements AutoCloseable {

  private final Development development;
  private final SignerServer server;
  private final @Nullable Path temporary;
  private boolean closed;

  private DevelopmentService(
      Development development, SignerServer server, @Nullable Path temporary) {
    this.development = development;
    this.server = server;
    this.temporary = temporary;
  }

  /**
   * @param kept where keys and store are, or null for a directory that is removed at the end
   */
  public static DevelopmentService start(@Nullable Path kept, Ports ports) {
    // Told to stop while it starts, it would make its directory anew after that was removed.
    return ShutdownHooks.process().whole(() -> starting(kept, ports));
  }

  private static DevelopmentService starting(@Nullable Path kept, Ports ports) {
    Path directory = kept == null ? temporaryDirectory() : kept;
    Development development = install(directory, ports, kept == null);
    try {
      SignerServer server = ServerStart.start(ServerStart.open(development.configFile(), Map.of()));
      DevelopmentService service =
          new DevelopmentService(development, server, kept == null ? directory : null);
      ShutdownHooks.process().add(service, service::close);
      return service;
    } catch (RuntimeException e) {
      development.close();
      if (kept == null) {
        delete(directory);
      }
      throw e;
    }
  }

  /** A directory that is gone afterwards, even if the process is told to stop. */
  static Path temporaryDirectory() {
    try {
      ShutdownHooks hooks = ShutdownHooks.process();
      return hooks.whole(() -> {
        Path directory = Files.createTempDirectory("stella-development");
        hooks.add(directory, () -> delete(directory));
        return directory;
      });
    } catch (IOException e) {
      throw CommandFailed.file("no temporary directory: " + e.getMessage(), e);
    }
  }

  /**
   * Starts Authority and Licensing alone.
   *
   * @param temporary whether the directory is removed if they do not start
   */
  public static Development install(Path directory, Ports ports, boolean temporary) {
    DevelopmentKit kit =
        DevelopmentKit.find()
            .orElseThrow(() ->
                CommandFailed.usage(
                    "this distribution has no development mode; use the stella command's"));
    try {
      return kit.start(directory, ports);
    } catch (IOException e) {
      if (temporary) {
        delete(directory);
      }
      throw new CommandFailed(
          FailureCode.NOT_STARTED, "the development service does not start: " + why(e), e);
    }
  }

  private static String why(IOException e) {
    return switch (e) {
      case BindException _ -> e.getMessage() + "; other ports: --dev-port PORT";
      case FileSystemException named -> named.getFile() + ": " + LocalFile.reason(e);
      default -> String.valueOf(e.getMessage());
    };
  }

  /** Stops all signing at each SIGUSR1 to this process. */
  public void sealAtSignal() {
    server.sealAtSignal();
  }

  /** Reads the configuration in its directory anew at each SIGHUP, as one of production does. */
  public void reloadAtHangup() {
    server.reloadAtHangup(development.configFile(), Map.of());
  }

  public URI origin() {
    return URI.create(development.config().server().publicOrigin());
  }

  public URI management() {
    return URI.create("http://127.0.0.1:" + development.config().server().management().port());
  }

  public void await() throws InterruptedException {
    server.awaitStop();
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    server.close();
    development.close();
    if (temporary != null) {
      delete(temporary);
    }
    ShutdownHooks.process().remove(this);
  }

  static void delete(Path directory) {
    for (int attempt = 1; Files.exists(directory); attempt++) {
      try {
        deleteOnce(directory);
      } catch (DirectoryNotEmptyException | NoSuchFileException stillInUse) {
        if (attempt == 100) {
          throw CommandFailed.file("cannot remove " + directory, stillInUse);
        }
      } catch (IOException e) {
        throw CommandFailed.file("cannot remove " + directory, e);
      }
    }
    ShutdownHooks.process().remove(directory);
  }

  private static void deleteOnce(Path directory) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
