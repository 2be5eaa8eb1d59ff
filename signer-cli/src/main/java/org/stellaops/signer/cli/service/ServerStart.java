package org.stellaops.signer.cli.service;

import java.nio.file.Files;
import java.nio.file.Path;
import org.stellaops.signer.bootstrap.StartFailed;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.bootstrap.config.ConfigReader;
import org.stellaops.signer.bootstrap.config.ConfigRefused;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.ExitCode;
import org.stellaops.signer.http.Main;
import org.stellaops.signer.http.SignerServer;

/** Starts the HTTP service and turns what can go wrong into words. */
public final class ServerStart {

  private ServerStart() {}

  public static Config read(Path file) {
    if (Files.isDirectory(file)) {
      throw CommandFailed.usage(file + " is a directory; name the configuration file in it");
    }
    try {
      return ConfigReader.read(file, System.getenv());
    } catch (ConfigRefused e) {
      throw CommandFailed.usage(String.valueOf(e.getMessage()), e);
    }
  }

  public static SignerServer start(Config config) {
    try {
      return SignerServer.start(config, Main::halt);
    } catch (StartFailed e) {
      throw refused(e);
    } catch (IllegalStateException e) {
      throw CommandFailed.unreachable(String.valueOf(e.getMessage()), e);
    }
  }

  static CommandFailed refused(StartFailed why) {
    return new CommandFailed(
        why.reason().isMisconfigured() ? ExitCode.USAGE : ExitCode.UNREACHABLE,
        String.valueOf(why.getMessage()),
        why);
  }
}
