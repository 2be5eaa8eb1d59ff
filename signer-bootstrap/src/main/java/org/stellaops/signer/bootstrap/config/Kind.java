package org.stellaops.signer.bootstrap.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.Node.Scalar;

/**
 * What a setting's value must look like, and how it is read.
 *
 * @param name one word for it
 * @param form what may stand there
 * @param quotable whether it may be written in quotes
 * @param several whether it is a list of such values, each once
 */
record Kind(String name, String form, boolean quotable, boolean several, Parser parser) {

  private static final List<String> NONE = List.of("~", "null", "Null", "NULL");

  static Kind of(String name, String form, Parser parser) {
    return new Kind(name, form, true, false, parser);
  }

  static Kind unquoted(String name, String form, Parser parser) {
    return new Kind(name, form, false, false, parser);
  }

  /** A list of these. */
  Kind list() {
    return new Kind(name, form, quotable, true, parser);
  }

  /** What the table of settings calls it. */
  String label() {
    return several ? "list of " + name : name;
  }

  /** What may stand there, as problems and the table of settings say it. */
  String allowed() {
    return several ? "a list, each " + form : form;
  }

  /** The node for a value that is written in one line: lists have commas between. */
  Node node(String text, Place place) {
    if (!several) {
      return new Scalar(text, true, place);
    }
    List<Node> items =
        Arrays.stream(text.split(",", -1))
            .<Node>map(item -> new Scalar(item.strip(), true, place))
            .toList();
    return new Node.Sequence(text.isEmpty() ? List.of() : items, place);
  }

  /** Reads {@code node}; null after having said in {@code reading} what is wrong with it. */
  @Nullable Object read(Node node, SettingPath key, Reading reading) {
    if (!several) {
      return one(node, key, reading);
    }
    if (!(node instanceof Node.Sequence sequence)) {
      return reading.wrong(node.place(), key, "a list is expected here", allowed());
    }
    List<Object> values = new ArrayList<>();
    for (Node item : sequence.items()) {
      Object value = one(item, key, reading);
      if (value != null && values.contains(value)) {
        reading.wrong(item.place(), key, "listed twice", "each value once");
      } else if (value != null) {
        values.add(value);
      }
    }
    return values;
  }

  private @Nullable Object one(Node node, SettingPath key, Reading reading) {
    if (!(node instanceof Scalar scalar)) {
      return reading.wrong(node.place(), key, "one value is expected here", form);
    }
    if (scalar.text().isEmpty() || (scalar.plain() && NONE.contains(scalar.text()))) {
      return reading.wrong(scalar.place(), key, "no value", form);
    }
    if (!scalar.plain() && !quotable) {
      return reading.wrong(scalar.place(), key, "quoted text is no " + name, form);
    }
    try {
      return parser.parse(scalar.text(), reading);
    } catch (Misfit e) {
      return reading.wrong(scalar.place(), key, e.what, form);
    } catch (IllegalArgumentException | ArithmeticException e) {
      String article = "aeio".indexOf(name.charAt(0)) >= 0 ? "an " : "a ";
      return reading.wrong(scalar.place(), key, "not " + article + name, form);
    }
  }

  /**
   * What reading needs beside the value.
   *
   * @param base what relative paths are relative to: the directory of the configuration file
   */
  record Reading(Path base, Map<String, String> environment, ConfigProblems problems) {

    /** Always null: there is no value. */
    @Nullable Object wrong(Place place, SettingPath key, String what, String allowed) {
      problems.add(place, key, what, allowed);
      return null;
    }
  }

  @FunctionalInterface
  interface Parser {

    /**
     * Reads the value.
     *
     * @throws IllegalArgumentException when {@code text} is none of what is allowed
     * @throws Misfit when more can be said than that
     */
    Object parse(String text, Reading reading) throws Misfit;
  }

  /** The form is right, the value is not. */
  static final class Misfit extends Exception {

    private static final long serialVersionUID = 1L;

    private final String what;

    Misfit(String what) {
      super(what);
      this.what = what;
    }
  }
}
