package org.stellaops.signer.cli.service;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.stellaops.signer.bootstrap.StartFailed;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.bootstrap.config.ConfigFile;
import org.stellaops.signer.bootstrap.config.ConfigRefused;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.FailureCode;
import org.stellaops.signer.http.Main;
import org.stellaops.signer.http.SignerServer;

/** Starts the HTTP service and turns what can go wrong into words. */
public final class ServerStart {

  private ServerStart() {}

  public static Config read(Path file) {
    return open(file).config();
  }

  public static ConfigFile open(Path file) {
    return open(file, System.getenv());
  }

  /**
   * @param environment variables that override settings of the file
   */
  static ConfigFile open(Path file, Map<String, String> environment) {
    if (Files.isDirectory(file)) {
      throw CommandFailed.usage(file + " is a directory; name the configuration file in it");
    }
    try {
      return ConfigFile.read(file, environment);
    } catch (ConfigRefused e) {
      throw new CommandFailed(FailureCode.CONFIGURATION_INVALID, String.valueOf(e.getMessage()), e);
    }
  }

  public static SignerServer start(ConfigFile file) {
    try {
      return SignerServer.start(file, Main::halt);
    } catch (StartFailed e) {
      throw refused(e);
    } catch (IllegalStateException e) {
      throw new CommandFailed(FailureCode.NOT_STARTED, String.valueOf(e.getMessage()), e);
    }
  }

  public static CommandFailed refused(StartFailed why) {
    return new CommandFailed(
        why.reason().isMisconfigured()
            ? FailureCode.CONFIGURATION_INVALID
            : FailureCode.NOT_STARTED,
        String.valueOf(why.getMessage()),
        why);
  }
}
