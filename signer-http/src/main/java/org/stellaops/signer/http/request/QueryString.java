package org.stellaops.signer.http.request;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The query of a request target, split once and never mixed with a form body. */
public final class QueryString {

  private static final String ACCESS_TOKEN = "access_token";

  private final List<Parameter> parameters;

  private QueryString(List<Parameter> parameters) {
    this.parameters = parameters;
  }

  /**
   * Splits what follows the question mark.
   *
   * @throws IllegalArgumentException for a malformed escape
   */
  public static QueryString parse(@Nullable String raw) {
    List<Parameter> parameters = new ArrayList<>();
    if (raw != null) {
      for (String pair : raw.split("&", -1)) {
        if (!pair.isEmpty()) {
          int split = pair.indexOf('=');
          String name = split < 0 ? pair : pair.substring(0, split);
          String value = split < 0 ? "" : pair.substring(split + 1);
          parameters.add(new Parameter(decode(name), decode(value)));
        }
      }
    }
    return new QueryString(parameters);
  }

  /** RFC 9700 §4.3.2: a token in a URL ends in logs, so it is refused rather than read. */
  public boolean holdsToken() {
    return !values(ACCESS_TOKEN).isEmpty();
  }

  public List<String> values(String name) {
    return parameters.stream().filter(p -> p.name().equals(name)).map(Parameter::value).toList();
  }

  public List<String> namesBut(String known) {
    return parameters.stream().map(Parameter::name).filter(n -> !n.equals(known)).toList();
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private record Parameter(String name, String value) {}
}
