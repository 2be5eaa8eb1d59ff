package org.stellaops.signer.outbound;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.stellaops.signer.model.Bytes;

/**
 * An answer.
 *
 * @param headers values by lower-case name, in the order in which they came
 * @param body the body, or empty where it was over the bound
 * @param overBound whether the body was longer than allowed
 */
public record HttpAnswer(
    int status, Map<String, List<String>> headers, Bytes body, boolean overBound) {

  public List<String> all(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
  }

  /** The media type in lower case, without its parameters; empty if there is not exactly one. */
  public String mediaType() {
    String type = only("content-type").orElse("");
    int parameters = type.indexOf(';');
    return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
  }

  /** The header's only value; empty if it is absent or there are several. */
  public Optional<String> only(String name) {
    List<String> values = all(name);
    return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
  }
}
