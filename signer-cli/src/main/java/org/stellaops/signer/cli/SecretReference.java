package org.stellaops.signer.cli;

import java.nio.file.Path;

/** Secrets come from the environment or a file, never from the command line, which others can see. */
final class SecretReference {

  private SecretReference() {}

  static String read(String option, String reference) {
    if (reference.startsWith("env:")) {
      String value = System.getenv(reference.substring(4));
      if (value == null || value.isBlank()) {
        throw new CommandFailed(
            ExitCode.USAGE, option + ": the environment has no " + reference.substring(4));
      }
      return value.strip();
    }
    if (reference.startsWith("file:")) {
      return LocalFile.read(Path.of(reference.substring(5))).utf8().strip();
    }
    throw new CommandFailed(
        ExitCode.USAGE, option + " is env:NAME or file:PATH, never the secret itself");
  }
}
