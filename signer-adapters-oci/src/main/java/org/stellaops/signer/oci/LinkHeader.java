package org.stellaops.signer.oci;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * {@code Link} fields (RFC 8288 §3): several links in one field or in several, parameters in any
 * order and case, quoted or not.
 */
final class LinkHeader {

  private static final String TOKEN_END = " \t;,=<>\"";

  private final String text;
  private int at;

  private LinkHeader(String text) {
    this.text = text;
  }

  /**
   * The targets of all links with the relation {@code next}, as written. Links with another context
   * ({@code anchor}, §3.2) are passed over.
   *
   * @throws IllegalArgumentException a field is out of form
   */
  static Set<String> next(List<String> fields) {
    Set<String> targets = new LinkedHashSet<>();
    for (String field : fields) {
      new LinkHeader(field).read(targets);
    }
    return targets;
  }

  private void read(Set<String> targets) {
    skip(" \t,");
    while (at < text.length()) {
      link(targets);
      skip(" \t");
      if (at < text.length() && text.charAt(at) != ',') {
        throw outOfForm();
      }
      skip(" \t,");
    }
  }

  private void link(Set<String> targets) {
    require('<');
    int end = text.indexOf('>', at);
    if (end < 0) {
      throw outOfForm();
    }
    String target = text.substring(at, end).strip();
    at = end + 1;
    boolean relationRead = false;
    boolean next = false;
    boolean elsewhere = false;
    while (parameterFollows()) {
      String name = upTo(TOKEN_END).toLowerCase(Locale.ROOT);
      String value = value();
      if (name.equals("rel") && !relationRead) {
        // Of several, the first counts (RFC 8288 §3.3).
        relationRead = true;
        next = List.of(value.toLowerCase(Locale.ROOT).split("[ \t]+")).contains("next");
      }
      elsewhere |= name.equals("anchor");
    }
    if (next && !elsewhere) {
      targets.add(target);
    }
  }

  private boolean parameterFollows() {
    skip(" \t");
    if (at == text.length() || text.charAt(at) != ';') {
      return false;
    }
    skip(" \t;");
    return at < text.length() && text.charAt(at) != ',';
  }

  private String value() {
    skip(" \t");
    if (at == text.length() || text.charAt(at) != '=') {
      return "";
    }
    at++;
    skip(" \t");
    return at < text.length() && text.charAt(at) == '"' ? quoted() : upTo(" \t;,");
  }

  private String quoted() {
    StringBuilder value = new StringBuilder();
    at++;
    while (at < text.length() && text.charAt(at) != '"') {
      if (text.charAt(at) == '\\') {
        at++;
      }
      if (at < text.length()) {
        value.append(text.charAt(at++));
      }
    }
    require('"');
    return value.toString();
  }

  private String upTo(String ends) {
    int start = at;
    while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    if (at == start) {
      throw outOfForm();
    }
    return text.substring(start, at);
  }

  private void skip(String any) {
    while (at < text.length() && any.indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private void require(char wanted) {
    if (at >= text.length() || text.charAt(at) != wanted) {
      throw outOfForm();
    }
    at++;
  }

  private static IllegalArgumentException outOfForm() {
    return new IllegalArgumentException("a Link out of form");
  }
}
