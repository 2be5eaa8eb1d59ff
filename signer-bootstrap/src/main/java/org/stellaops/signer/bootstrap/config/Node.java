package org.stellaops.signer.bootstrap.config;

import java.util.LinkedHashMap;
import java.util.List;

/** A value as written, before anything is known of its meaning. */
sealed interface Node {

  Place place();

  /** Keys in the order in which they were written; a value from the environment is added to it. */
  record Mapping(LinkedHashMap<String, Entry> entries, Place place) implements Node {

    static Mapping empty(Place place) {
      return new Mapping(new LinkedHashMap<>(), place);
    }
  }

  record Entry(Place name, Node value) {}

  record Sequence(List<Node> items, Place place) implements Node {}

  /**
   * One value.
   *
   * @param plain written without quotes
   */
  record Scalar(String text, boolean plain, Place place) implements Node {}
}
