package org.stellaops.signer.testkit.tuf;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The canonical form of metadata whose strings need no escapes: line feeds have none in it. */
final class CanonicalText {

  private CanonicalText() {}

  static String of(Object value) {
    return switch (value) {
      case Map<?, ?> members ->
          new TreeMap<>(members)
              .entrySet().stream()
                  .map(member -> of(member.getKey()) + ":" + of(member.getValue()))
                  .collect(Collectors.joining(",", "{", "}"));
      case List<?> values ->
          values.stream().map(CanonicalText::of).collect(Collectors.joining(",", "[", "]"));
      case String text -> '"' + text + '"';
      default -> String.valueOf(value);
    };
  }
}
