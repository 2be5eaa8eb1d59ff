package org.stellaops.signer.cli;

import org.stellaops.signer.bootstrap.StartFailed;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.http.Main;
import org.stellaops.signer.http.SignerServer;

/** Starts the HTTP service and turns what can go wrong into words. */
final class ServerStart {

  private ServerStart() {}

  static SignerServer start(Config config) {
    try {
      return SignerServer.start(config, Main::halt);
    } catch (StartFailed e) {
      throw refused(e);
    } catch (IllegalStateException e) {
      throw new CommandFailed(ExitCode.UNREACHABLE, String.valueOf(e.getMessage()), e);
    }
  }

  static CommandFailed refused(StartFailed why) {
    return new CommandFailed(
        why.reason().isMisconfigured() ? ExitCode.USAGE : ExitCode.UNREACHABLE,
        String.valueOf(why.getMessage()),
        why);
  }
}
