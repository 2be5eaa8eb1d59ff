package org.stellaops.signer.cli.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.Secret;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.FailureCode;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.verify.ArtifactDigests;

/** Reads what options are given as words. */
public final class OptionValue {

  private static final Pattern STRONG =
      Pattern.compile("sha256:[0-9a-fA-F]{64}|sha384:[0-9a-fA-F]{96}|sha512:[0-9a-fA-F]{128}");

  private OptionValue() {}

  public static @Nullable Digest digest(String option, @Nullable String text) {
    try {
      return text == null ? null : Digest.parse(text);
    } catch (IllegalArgumentException e) {
      throw CommandFailed.usage(option + ": " + e.getMessage(), e);
    }
  }

  /** {@code sha256:HEX}, {@code sha384:HEX} or {@code sha512:HEX}, digits in either case. */
  public static ArtifactDigests artifact(String option, String text) {
    Matcher parts = STRONG.matcher(text);
    if (!parts.matches()) {
      throw CommandFailed.usage(
          option + " is sha256:, sha384: or sha512: and all of its hexadecimal digits");
    }
    return new ArtifactDigests(Map.of(text.substring(0, 6), text.substring(7)));
  }

  /** A secret from the environment or a file: others on the machine can see a command line. */
  public static String secret(String option, String reference) {
    return printable(option, new String(revealed(option, reference)));
  }

  /**
   * A password, as the service will read it: with all of its spaces.
   *
   * @return the caller overwrites it
   */
  public static char[] password(String option, String reference) {
    return revealed(option, reference);
  }

  private static char[] revealed(String option, String reference) {
    try {
      return Secret.parse(reference, Path.of(""), System.getenv()).reveal();
    } catch (IllegalArgumentException e) {
      throw CommandFailed.usage(option + " is env:NAME or file:PATH, never the secret itself", e);
    } catch (IOException e) {
      throw new CommandFailed(
          reference.startsWith("file:") ? FailureCode.FILE_UNUSABLE : FailureCode.USAGE,
          option + ": " + e.getMessage(),
          e);
    }
  }

  /** An algorithm by its word in configurations. */
  public static SignatureAlgorithm algorithm(String option, String label) {
    return SignatureAlgorithm.ofLabel(label)
        .orElseThrow(() ->
            CommandFailed.usage(
                option
                    + " is one of "
                    + Arrays.stream(SignatureAlgorithm.values())
                        .map(SignatureAlgorithm::label)
                        .collect(Collectors.joining(", "))));
  }

  /** Checked here, where the message does not repeat the secret as that of an HTTP client would. */
  private static String printable(String option, String content) {
    String secret = content.strip();
    if (secret.isEmpty() || !secret.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw CommandFailed.usage(
          option + ": that is one word of visible ASCII, and what is there is not");
    }
    return secret;
  }
}
