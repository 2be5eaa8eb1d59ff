package org.stellaops.signer.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.stellaops.signer.bootstrap.config.Secret;

/**
 * Secrets come from the environment or a file, never from the command line, which others can see.
 */
final class SecretReference {

  private SecretReference() {}

  static String read(String option, String reference) {
    try {
      char[] secret = Secret.parse(reference, Path.of(""), System.getenv()).reveal();
      return printable(option, new String(secret));
    } catch (IllegalArgumentException e) {
      throw new CommandFailed(
          ExitCode.USAGE, option + " is env:NAME or file:PATH, never the secret itself", e);
    } catch (IOException e) {
      throw new CommandFailed(
          reference.startsWith("file:") ? ExitCode.UNREACHABLE : ExitCode.USAGE,
          option + ": " + e.getMessage(),
          e);
    }
  }

  /** Checked here, where the message does not repeat the secret as that of an HTTP client would. */
  private static String printable(String option, String content) {
    String secret = content.strip();
    if (secret.isEmpty() || !secret.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new CommandFailed(
          ExitCode.USAGE, option + ": that is one word of visible ASCII, and what is there is not");
    }
    return secret;
  }
}
