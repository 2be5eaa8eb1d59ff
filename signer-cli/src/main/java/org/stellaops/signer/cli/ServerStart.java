package org.stellaops.signer.cli;

import org.stellaops.signer.bootstrap.StartFailed;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.http.SignerServer;

/** Starts the HTTP service and turns what can go wrong into words. */
final class ServerStart {

  private ServerStart() {}

  static SignerServer start(Config config) {
    try {
      return SignerServer.start(config);
    } catch (StartFailed e) {
      throw refused(e);
    } catch (IllegalStateException e) {
      throw new CommandFailed(ExitCode.UNREACHABLE, String.valueOf(e.getMessage()), e);
    }
  }

  static CommandFailed refused(StartFailed why) {
    String sentence = String.valueOf(why.getMessage());
    return switch (why.reason()) {
      case KEYS, SECRET, POLICY -> new CommandFailed(ExitCode.USAGE, sentence, why);
      case STORE_IN_USE ->
          new CommandFailed(
              ExitCode.UNREACHABLE,
              sentence + "; talk to the process that has it: --server URL",
              why);
      case STORE_UNUSABLE -> new CommandFailed(ExitCode.UNREACHABLE, sentence, why);
    };
  }
}
