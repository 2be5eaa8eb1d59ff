package org.stellaops.signer.bootstrap.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.Kind.Reading;
import org.stellaops.signer.bootstrap.config.Setting.Named;

/** Makes the settings records out of what was written. */
final class SettingsReader {

  private final Map<SettingPath, Place> places = new HashMap<>();
  private final Reading reading;

  private SettingsReader(Reading reading) {
    this.reading = reading;
  }

  /**
   * Reads the whole file, and says in {@code reading} all that is wrong with its values.
   *
   * @throws ConfigRefused with what is wrong
   */
  static Written<Config> read(Node.Mapping root, Reading reading) throws ConfigRefused {
    SettingsReader reader = new SettingsReader(reading);
    reader.places.put(SettingPath.ROOT, root.place());
    @Nullable Object made =
        reader.section(Shape.whole(), root, new At(SettingPath.ROOT, root.place(), null));
    reading.problems().refuseIfAny();
    return new Written<>((Config) Objects.requireNonNull(made), reader.places);
  }

  /**
   * What is read.
   *
   * @param place where the section around it was written
   * @param name what the operator called it, if the operator chose its name
   */
  private record At(SettingPath path, Place place, @Nullable String name) {

    At child(String key) {
      return new At(path.child(key), place, null);
    }
  }

  /** What was read, and where each value and section was written. */
  record Written<T>(T settings, Map<SettingPath, Place> places) {}

  /**
   * The value of {@code shape}; null if there is none, or something is wrong with it.
   *
   * @param node null if it is not written
   */
  private @Nullable Object value(Shape shape, Node.@Nullable Entry node, At at) {
    if (node == null) {
      return shape.nullable() ? null : unwritten(shape, at);
    }
    if (shape instanceof Shape.Value value) {
      places.put(at.path(), node.value().place());
      return read(value, node.value(), at.path());
    }
    if (!(node.value() instanceof Node.Mapping mapping)) {
      return reading.wrong(
          node.value().place(), at.path(), "keys are expected under this one", allowed(shape));
    }
    places.put(at.path(), node.name());
    return section(shape, mapping, new At(at.path(), node.name(), at.name()));
  }

  private @Nullable Object unwritten(Shape shape, At at) {
    if (!(shape instanceof Shape.Value value)) {
      return section(shape, Node.Mapping.empty(at.place()), at);
    }
    if (value.fallback() == null) {
      return reading.wrong(at.place(), at.path(), "missing", value.kind().allowed());
    }
    return read(value, value.kind().node(value.fallback(), at.place()), at.path());
  }

  private @Nullable Object read(Shape.Value value, Node node, SettingPath path) {
    Object read = value.kind().read(node, path, reading);
    return read instanceof List<?> list && value.target() == Set.class
        ? new LinkedHashSet<>(list)
        : read;
  }

  private @Nullable Object section(Shape shape, Node.Mapping mapping, At at) {
    return switch (shape) {
      case Shape.Value value -> throw new IllegalStateException("no section: " + at.path());
      case Shape.Names names -> names(names, mapping, at);
      case Shape.Section section -> {
        refuseUnknown(section.children(), mapping, at.path(), allowed(section));
        yield make(section, mapping, at);
      }
      case Shape.Choice choice -> {
        refuseUnknown(choice.children(), mapping, at.path(), allowed(choice));
        yield choice(choice, mapping, at);
      }
    };
  }

  private List<@Nullable Object> names(Shape.Names names, Node.Mapping mapping, At at) {
    List<@Nullable Object> made = new ArrayList<>();
    mapping
        .entries()
        .forEach((name, entry) -> {
          if (names.fits(name)) {
            made.add(
                value(names.element(), entry, new At(at.path().child(name), at.place(), name)));
          } else {
            reading.wrong(
                entry.name(),
                at.path().child(name),
                "not a name that may stand here",
                names.allowed());
          }
        });
    return made;
  }

  private void refuseUnknown(
      Map<String, Shape> known, Node.Mapping mapping, SettingPath path, String allowed) {
    mapping
        .entries()
        .forEach((key, entry) -> {
          if (!known.containsKey(key)) {
            reading.wrong(entry.name(), path.child(key), "unknown key", allowed);
          }
        });
  }

  private @Nullable Object choice(Shape.Choice choice, Node.Mapping mapping, At at) {
    Set<String> keys = mapping.entries().keySet();
    if (choice.type() == null) {
      for (Shape.Section variant : choice.variants().values()) {
        if (variant.children().keySet().equals(keys)) {
          return make(variant, mapping, at);
        }
      }
      List<String> groups =
          choice.variants().values().stream()
              .map(variant -> String.join(" and ", variant.children().keySet()))
              .toList();
      return keys.isEmpty() && choice.nullable()
          ? null
          : reading.wrong(
              at.place(), at.path(), "no pair of settings", String.join(", or ", groups));
    }
    Object type = value(choice.type(), mapping.entries().get(Shape.TYPE), at.child(Shape.TYPE));
    Shape.Section variant = type == null ? null : choice.variants().get(type);
    if (variant == null) {
      return null;
    }
    Map<String, Shape> known = choice.children();
    mapping
        .entries()
        .forEach((key, entry) -> {
          boolean fits = key.equals(Shape.TYPE) || variant.children().containsKey(key);
          if (known.containsKey(key) && !fits) {
            reading.wrong(
                entry.value().place(),
                at.path().child(key),
                "means nothing with type: " + type,
                "nothing here");
          }
        });
    return make(variant, mapping, at);
  }

  private @Nullable Object make(Shape.Section section, Node.Mapping mapping, At at) {
    List<@Nullable Object> values = new ArrayList<>();
    for (RecordComponent component : section.made().getRecordComponents()) {
      String key = component.getName();
      Shape shape = section.children().get(key);
      if (component.isAnnotationPresent(Named.class)) {
        values.add(Kinds.named(component.getType(), String.valueOf(at.name())));
      } else if (shape != null) {
        Object value = value(shape, mapping.entries().get(key), at.child(key));
        values.add(value == null ? unwritten(component.getType()) : value);
      }
    }
    return reading.problems().isEmpty() ? Shape.make(section, values) : null;
  }

  private static @Nullable Object unwritten(Class<?> type) {
    return type == long.class ? (Object) 0L : type == int.class ? (Object) 0 : null;
  }

  private static String allowed(Shape shape) {
    return switch (shape) {
      case Shape.Value value -> value.kind().allowed();
      case Shape.Section section -> String.join(", ", section.children().keySet());
      case Shape.Names names -> names.allowed();
      case Shape.Choice choice -> String.join(", ", choice.children().keySet());
    };
  }
}
