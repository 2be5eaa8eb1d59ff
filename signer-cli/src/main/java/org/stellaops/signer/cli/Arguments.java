package org.stellaops.signer.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.TypeConversionException;

/** Arguments as they were typed, or a refusal: never something that only looks like them. */
final class Arguments {

  private static final char REPLACEMENT = '\uFFFD';

  private Arguments() {}

  /**
   * Why an argument cannot be read as it was typed: its bytes are no UTF-8, or Java was started in
   * a locale of another charset, which turns them into other characters.
   */
  static Optional<String> unreadable(List<String> arguments) {
    return unreadable(arguments, Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8")));
  }

  static Optional<String> unreadable(List<String> arguments, Charset locale) {
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.indexOf(REPLACEMENT) >= 0) {
        return Optional.of(
            "argument "
                + (i + 1)
                + " is not readable as UTF-8; write it in UTF-8, in a locale that"
                + " this machine has, as LC_ALL=C.UTF-8");
      }
      if (!locale.equals(StandardCharsets.UTF_8) && argument.chars().anyMatch(c -> c > 0x7f)) {
        return Optional.of(
            "argument "
                + (i + 1)
                + " is read as "
                + locale
                + " here, which may not be what was"
                + " typed; set LC_ALL=C.UTF-8 or another UTF-8 locale that this machine has");
      }
    }
    return Optional.empty();
  }

  /** An http or https URL, scheme and host in lower case (RFC 3986 §6.2.2.1). */
  static URI url(String text) throws URISyntaxException {
    if (!text.matches("(?i)https?:.*")) {
      throw new TypeConversionException("a URL begins with http:// or https://, as http://" + text);
    }
    URI url = new URI(text);
    String host = url.getHost();
    if (host == null || url.getPort() == 0 || url.getPort() > 65_535) {
      throw new TypeConversionException(
          "a URL has a host, and a port of 1 to 65535 if it has one, as https://signer.example");
    }
    return new URI(
        url.getScheme().toLowerCase(Locale.ROOT),
        url.getUserInfo(),
        host.toLowerCase(Locale.ROOT),
        url.getPort(),
        url.getPath(),
        url.getQuery(),
        url.getFragment());
  }
}
