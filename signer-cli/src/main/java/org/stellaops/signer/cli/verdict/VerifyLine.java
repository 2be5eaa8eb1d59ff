package org.stellaops.signer.cli.verdict;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the usual command lines of {@code stella verify} without picocli, which takes longer to
 * start than a verification. It understands only what picocli understands in the same way, and
 * leaves everything else to it: help, abbreviations, mistakes. {@code VerifyLineTest} holds the two
 * together.
 */
public final class VerifyLine {

  /** What asks a signer, and is no document. */
  private static final String VERB_IN_IT = "release";

  private static final Set<String> NUMBERS =
      Set.of("--threshold", "--require-logs", "--require-timestamps", "--require-scts");

  private static final Set<String> VALUES =
      Set.of(
          "--key",
          "--threshold",
          "--artifact",
          "--digest",
          "--type",
          "--algorithm",
          "--output",
          "--trusted-root",
          "--certificate-identity",
          "--certificate-identity-regexp",
          "--certificate-oidc-issuer",
          "--require-logs",
          "--require-timestamps",
          "--require-scts");

  private final List<Path> documents = new ArrayList<>();
  private final List<Path> keys = new ArrayList<>();
  private final List<Path> roots = new ArrayList<>();
  private final Map<String, String> options = new LinkedHashMap<>();

  private VerifyLine() {}

  /**
   * @param words as they were typed, the verb first
   * @return null if picocli has to read them
   */
  public static @Nullable VerifyRequest read(String... words) {
    List<String> all = List.of(words);
    if (words.length == 0
        || !words[0].equals("verify")
        || all.contains(VERB_IN_IT)
        || all.contains("export")) {
      return null;
    }
    VerifyLine line = new VerifyLine();
    try {
      int next = 1;
      while (next < words.length) {
        int read = line.take(words, next);
        if (read == 0) {
          return null;
        }
        next += read;
      }
      return line.request();
    } catch (InvalidPathException e) {
      return null;
    }
  }

  /** How many words were read from {@code at} on; 0 if one of them is not for here. */
  private int take(String[] words, int at) {
    String word = words[at];
    if (word.isEmpty()) {
      return 0;
    }
    if (word.equals("-") || word.charAt(0) != '-') {
      documents.add(Path.of(word));
      return 1;
    }
    if (word.equals("--require-artifact")) {
      return options.put(word, "") == null ? 1 : 0;
    }
    int equals = word.indexOf('=');
    String name = equals < 0 ? word : word.substring(0, equals);
    boolean apart = equals < 0;
    if (!VALUES.contains(name) || (apart && at + 1 == words.length)) {
      return 0;
    }
    String value = apart ? words[at + 1] : word.substring(equals + 1);
    if (value.isEmpty() || value.charAt(0) == '-' || !accept(name, value)) {
      return 0;
    }
    return apart ? 2 : 1;
  }

  private boolean accept(String name, String value) {
    if (NUMBERS.contains(name)) {
      return isNumber(value) && options.put(name, value) == null;
    }
    return switch (name) {
      case "--key" -> keys.add(Path.of(value));
      case "--trusted-root" -> roots.add(Path.of(value));
      case "--output" -> isForm(value) && options.put(name, value) == null;
      default -> options.put(name, value) == null;
    };
  }

  private static boolean isForm(String value) {
    return value.equals("text") || value.equals("json");
  }

  private static boolean isNumber(String value) {
    return value.length() < 5 && value.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private @Nullable VerifyRequest request() {
    boolean nobody = keys.isEmpty() && !options.containsKey("--certificate-oidc-issuer");
    if (documents.isEmpty() || nobody) {
      return null;
    }
    String artifact = options.get("--artifact");
    return new VerifyRequest(
        documents,
        keys,
        number("--threshold"),
        artifact == null ? null : Path.of(artifact),
        options.get("--digest"),
        options.containsKey("--require-artifact"),
        options.get("--type"),
        options.get("--algorithm"),
        new TrustRequest(
            roots,
            null,
            options.get("--certificate-identity"),
            options.get("--certificate-identity-regexp"),
            options.get("--certificate-oidc-issuer"),
            number("--require-logs"),
            number("--require-timestamps"),
            number("--require-scts")),
        null,
        "json".equals(options.get("--output")));
  }

  private @Nullable Integer number(String name) {
    String value = options.get(name);
    return value == null ? null : Integer.valueOf(value);
  }
}
