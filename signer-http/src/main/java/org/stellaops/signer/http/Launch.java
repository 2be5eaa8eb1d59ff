package org.stellaops.signer.http;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** How this process was started: by its launcher or not, and with what text. */
public final class Launch {

  /** The property by which a launcher says its process id. */
  private static final String LAUNCHER = "stella.launcher";

  private static final int OFFSET = 100;
  private static final char REPLACEMENT = '\uFFFD';
  private static final String LOCALE =
      " cannot be read in the locale's charset; start it by its launcher, or set LC_ALL=C.UTF-8";
  private static final String BYTES =
      " is not UTF-8, or has the character U+FFFD, which stands for what is not";

  private Launch() {}

  /**
   * The code that the process ends with. A launcher gets 100 more, by which it knows that the code
   * is the program's: Java ends with 1 as well when it does not start.
   */
  public static int exitCode(int code) {
    return System.getProperty(LAUNCHER) == null ? code : OFFSET + code;
  }

  /** Runs {@code stop} once the launcher has ended: one that was killed passes no signal on. */
  static void onEndOfLauncher(Runnable stop) {
    Long launcher = Long.getLong(LAUNCHER);
    if (launcher != null) {
      var _ =
          ProcessHandle.of(launcher)
              .map(ProcessHandle::onExit)
              .orElseGet(() -> CompletableFuture.completedFuture(null))
              .thenRun(stop);
    }
  }

  /**
   * What was given to this process and cannot have been read as it was given: Java replaces what
   * the locale's charset has no character for, and reads UTF-8 as other characters in a charset
   * such as ISO 8859-1.
   *
   * @return a sentence about the first such text
   */
  public static Optional<String> unreadable(
      List<String> arguments, Map<String, String> environment) {
    return unreadable(
        arguments,
        environment,
        System.getProperty("user.dir", ""),
        Charset.forName(
            System.getProperty("sun.jnu.encoding", "UTF-8"), StandardCharsets.US_ASCII));
  }

  static Optional<String> unreadable(
      List<String> arguments, Map<String, String> environment, String directory, Charset charset) {
    boolean utf8 = charset.equals(StandardCharsets.UTF_8);
    String why = utf8 ? BYTES : LOCALE;
    for (int i = 0; i < arguments.size(); i++) {
      if (isUnreadable(arguments.get(i), utf8)) {
        return Optional.of("argument " + (i + 1) + " (" + ascii(arguments.get(i)) + ")" + why);
      }
    }
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      if (variable.getKey().startsWith("STELLA_")
          && isUnreadable(variable.getKey() + variable.getValue(), utf8)) {
        return Optional.of("environment variable " + ascii(variable.getKey()) + why);
      }
    }
    // Kept by other charsets, and part of nothing that is signed.
    return directory.indexOf(REPLACEMENT) < 0
        ? Optional.empty()
        : Optional.of("the name of the working directory, " + ascii(directory) + "," + why);
  }

  private static boolean isUnreadable(String text, boolean utf8) {
    return text.chars().anyMatch(c -> c == REPLACEMENT || (!utf8 && c > 0x7e));
  }

  /** What can be shown anywhere, and at most 80 characters of it. */
  private static String ascii(String text) {
    String shown = text.replaceAll("[^ -~]", "?");
    return shown.length() > 80 ? shown.substring(0, 80) + "..." : shown;
  }
}
