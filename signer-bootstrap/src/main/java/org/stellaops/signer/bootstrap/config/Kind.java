package org.stellaops.signer.bootstrap.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.signer.bootstrap.config.Node.Scalar;

/** What a setting's value must look like, and how it is read. */
interface Kind<T> {

  /** One word for the table of settings. */
  String label();

  /** What may stand there, as problems and the table of settings say it. */
  String allowed();

  /** Reads {@code node}, or says in {@code reading} what is wrong with it. */
  Optional<T> read(Node node, SettingPath key, Reading reading);

  /**
   * What reading needs beside the value.
   *
   * @param base what relative paths are relative to: the directory of the configuration file
   */
  record Reading(Path base, Map<String, String> environment, ConfigProblems problems) {}

  /** One value. */
  record Single<T>(String label, String allowed, boolean quotable, Parser<T> parser)
      implements Kind<T> {

    @Override
    public Optional<T> read(Node node, SettingPath key, Reading reading) {
      if (!(node instanceof Scalar scalar)) {
        reading.problems().add(node.place(), key, "one value is expected here", allowed);
        return Optional.empty();
      }
      if (scalar.text().isEmpty() || (scalar.plain() && NONE.contains(scalar.text()))) {
        reading.problems().add(scalar.place(), key, "no value", allowed);
        return Optional.empty();
      }
      if (!scalar.plain() && !quotable) {
        reading.problems().add(scalar.place(), key, "quoted text is no " + label, allowed);
        return Optional.empty();
      }
      try {
        return Optional.of(parser.parse(scalar.text(), reading));
      } catch (Misfit e) {
        reading.problems().add(scalar.place(), key, e.what, allowed);
      } catch (IllegalArgumentException | ArithmeticException e) {
        reading.problems().add(scalar.place(), key, "not " + article() + label, allowed);
      }
      return Optional.empty();
    }

    private String article() {
      return "aeio".indexOf(label.charAt(0)) >= 0 ? "an " : "a ";
    }

    private static final List<String> NONE = List.of("~", "null", "Null", "NULL");
  }

  /** Values in an order; a variable gives them with commas between. */
  record Several<T>(Single<T> element) implements Kind<List<T>> {

    @Override
    public String label() {
      return "list of " + element.label();
    }

    @Override
    public String allowed() {
      return "a list, each " + element.allowed();
    }

    @Override
    public Optional<List<T>> read(Node node, SettingPath key, Reading reading) {
      if (!(node instanceof Node.Sequence sequence)) {
        reading.problems().add(node.place(), key, "a list is expected here", allowed());
        return Optional.empty();
      }
      List<T> values = new ArrayList<>();
      for (Node item : sequence.items()) {
        Optional<T> value = element.read(item, key, reading);
        if (value.isPresent() && values.contains(value.get())) {
          reading.problems().add(item.place(), key, "listed twice", "each value once");
        }
        value.ifPresent(values::add);
      }
      return Optional.of(List.copyOf(values));
    }
  }

  @FunctionalInterface
  interface Parser<T> {

    /**
     * Reads the value.
     *
     * @throws IllegalArgumentException when {@code text} is none of what is allowed
     * @throws Misfit when more can be said than that
     */
    T parse(String text, Reading reading) throws Misfit;
  }

  /** The form is right, the value is not. */
  final class Misfit extends Exception {

    private static final long serialVersionUID = 1L;

    private final String what;

    Misfit(String what) {
      super(what);
      this.what = what;
    }
  }
}
