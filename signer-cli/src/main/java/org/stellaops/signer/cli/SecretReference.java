package org.stellaops.signer.cli;

import java.nio.file.Path;

/**
 * Secrets come from the environment or a file, never from the command line, which others can see.
 */
final class SecretReference {

  private SecretReference() {}

  static String read(String option, String reference) {
    if (reference.startsWith("env:")) {
      String value = System.getenv(reference.substring(4));
      if (value == null || value.isBlank()) {
        throw new CommandFailed(
            ExitCode.USAGE, option + ": the environment has no " + reference.substring(4));
      }
      return printable(option, value);
    }
    if (reference.startsWith("file:")) {
      return printable(option, LocalFile.read(Path.of(reference.substring(5))).utf8());
    }
    throw new CommandFailed(
        ExitCode.USAGE, option + " is env:NAME or file:PATH, never the secret itself");
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
