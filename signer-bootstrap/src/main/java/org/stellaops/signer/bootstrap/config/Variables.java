package org.stellaops.signer.bootstrap.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.stellaops.signer.bootstrap.config.Kind.Reading;

/**
 * Lays environment variables over the file. They set values in sections that the file has: the
 * names that an operator chooses, such as tenants, come from the file alone.
 */
final class Variables {

  private static final String PREFIX = "STELLA_";

  private final Node.Mapping root;
  private final Reading reading;
  private final Map<String, List<Target>> targets = new TreeMap<>();

  private Variables(Node.Mapping root, Reading reading) {
    this.root = root;
    this.reading = reading;
  }

  private record Target(SettingPath path, Kind kind) {}

  static void lay(Node.Mapping root, Reading reading) {
    Variables variables = new Variables(root, reading);
    Shape.Section shape = Shape.whole();
    variables.collect(shape, root, SettingPath.ROOT);
    TreeMap<String, String> given = new TreeMap<>(reading.environment());
    given.forEach(variables::set);
    // Only now: a variable may name another one as the place of a secret.
    shape.children().keySet().forEach(section -> variables.refuseUnknown(variable(section), given));
  }

  private static String variable(String section) {
    return PREFIX + section.toUpperCase(Locale.ROOT) + "_";
  }

  /** Finds each setting whose chosen names, if any, are in the file. */
  private void collect(Shape shape, Node node, SettingPath path) {
    Node.Mapping written =
        node instanceof Node.Mapping mapping ? mapping : Node.Mapping.empty(node.place());
    switch (shape) {
      case Shape.Value value ->
          targets
              .computeIfAbsent(path.variable(), name -> new ArrayList<>())
              .add(new Target(path, value.kind()));
      case Shape.Section section -> collect(section.children(), written, path);
      case Shape.Choice choice -> collect(choice.children(), written, path);
      case Shape.Names names -> {
        // A predicate type or a digest makes no variable's name.
        if (names.areSlugs()) {
          written
              .entries()
              .forEach((name, entry) -> collect(names.element(), entry.value(), path.child(name)));
        }
      }
    }
  }

  private void collect(Map<String, Shape> children, Node.Mapping written, SettingPath path) {
    children.forEach((name, child) -> {
      Node.Entry entry = written.entries().get(name);
      collect(
          child,
          entry == null ? Node.Mapping.empty(written.place()) : entry.value(),
          path.child(name));
    });
  }

  private void set(String name, String value) {
    List<Target> found = targets.getOrDefault(name, List.of());
    Place place = Place.variable(name);
    if (found.size() == 1) {
      Target target = found.get(0);
      put(target.path(), target.kind().node(value, place), place);
    } else if (found.size() > 1) {
      String all =
          found.stream().map(target -> target.path().toString()).collect(Collectors.joining(", "));
      reading.problems().add(place, SettingPath.ROOT, "means each of " + all, "the file for these");
    }
  }

  private void refuseUnknown(String section, Map<String, String> given) {
    String near =
        targets.keySet().stream()
            .filter(known -> known.startsWith(section))
            .collect(Collectors.joining(", "));
    given.keySet().stream()
        .filter(name -> name.startsWith(section) && !targets.containsKey(name) && !isSecret(name))
        .forEach(name ->
            reading
                .problems()
                .add(
                    Place.variable(name),
                    SettingPath.ROOT,
                    "sets no setting",
                    near.isEmpty() ? "names that the file has in this section" : near));
  }

  /** Whether the file names the variable as the place of a secret. */
  private boolean isSecret(String name) {
    return names(root, "env:" + name);
  }

  private static boolean names(Node node, String reference) {
    if (node instanceof Node.Mapping mapping) {
      return mapping.entries().values().stream().anyMatch(entry -> names(entry.value(), reference));
    }
    return node instanceof Node.Scalar scalar && scalar.text().equals(reference);
  }

  private void put(SettingPath path, Node value, Place place) {
    Node.Mapping section = root;
    List<String> names = path.names();
    for (String name : names.subList(0, names.size() - 1)) {
      Node.Entry entry =
          section
              .entries()
              .computeIfAbsent(name, absent -> new Node.Entry(place, Node.Mapping.empty(place)));
      if (!(entry.value() instanceof Node.Mapping inner)) {
        return; // The reader of settings says what is wrong with it.
      }
      section = inner;
    }
    section.entries().put(path.last(), new Node.Entry(place, value));
  }
}
