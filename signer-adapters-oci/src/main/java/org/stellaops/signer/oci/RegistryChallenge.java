package org.stellaops.signer.oci;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@code WWW-Authenticate} challenge (RFC 9110 §11.6.1), as registries send it. */
record RegistryChallenge(String scheme, Map<String, String> parameters) {

  private static final int MAX_LENGTH = 4096;
  private static final Pattern PARAMETER =
      Pattern.compile("\\G\\s*,?\\s*([A-Za-z0-9_-]+)\\s*=\\s*(?:\"([^\"\\\\]*)\"|([^\\s,\"]+))");

  /** The Bearer challenge among them, else the Basic one. */
  static Optional<RegistryChallenge> best(List<String> headers) {
    return named("bearer", headers).or(() -> named("basic", headers));
  }

  private static Optional<RegistryChallenge> named(String scheme, List<String> headers) {
    return headers.stream()
        .filter(header -> header.length() <= MAX_LENGTH)
        .filter(header -> header.toLowerCase(Locale.ROOT).startsWith(scheme + " "))
        .findFirst()
        .map(
            header -> new RegistryChallenge(scheme, parameters(header.substring(scheme.length()))));
  }

  private static Map<String, String> parameters(String text) {
    Map<String, String> found = new HashMap<>();
    Matcher parameter = PARAMETER.matcher(text);
    while (parameter.find()) {
      String value = parameter.group(2) == null ? parameter.group(3) : parameter.group(2);
      found.putIfAbsent(parameter.group(1).toLowerCase(Locale.ROOT), value);
    }
    return Map.copyOf(found);
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }
}
