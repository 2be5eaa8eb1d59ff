package org.stellaops.signer.bootstrap.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.signer.bootstrap.config.Kind.Reading;

/** Reads what was written as what the schema says it is. */
final class SettingsReader {

  private final Settings settings = new Settings();
  private final Reading reading;

  private SettingsReader(Reading reading) {
    this.reading = reading;
  }

  static Settings read(Node.Mapping root, Reading reading) {
    SettingsReader reader = new SettingsReader(reading);
    reader.settings.putNames(SettingPath.ROOT, List.of(), root.place());
    reader.section(Shape.of(ConfigSchema.ALL), root, SettingPath.ROOT, root.place());
    return reader.settings;
  }

  /** A value as written in one line: lists have commas between. */
  static Node node(Kind<?> kind, String text, Place place) {
    if (!(kind instanceof Kind.Several<?>)) {
      return new Node.Scalar(text, true, place);
    }
    List<Node> items =
        Arrays.stream(text.split(",", -1))
            .map(String::strip)
            .<Node>map(item -> new Node.Scalar(item, true, place))
            .toList();
    return new Node.Sequence(text.isEmpty() ? List.of() : items, place);
  }

  private void section(Shape shape, Node.Mapping mapping, SettingPath path, Place place) {
    mapping
        .entries()
        .forEach((name, entry) -> {
          Optional<Shape> child = shape.child(name);
          if (child.isPresent()) {
            written(child.get(), entry, path.child(name));
          } else {
            boolean chosen = shape.wildcard().isPresent();
            reading
                .problems()
                .add(
                    entry.name(),
                    path.child(name),
                    chosen ? "not a name that may stand here" : "unknown key",
                    shape.allowed());
          }
        });
    if (shape.wildcard().isPresent()) {
      return;
    }
    for (Map.Entry<String, Shape> child : shape.children().entrySet()) {
      if (!mapping.entries().containsKey(child.getKey())) {
        unwritten(child.getValue(), path.child(child.getKey()), place);
      }
    }
  }

  private void written(Shape shape, Node.Entry entry, SettingPath path) {
    if (shape.setting().isPresent()) {
      value(shape.setting().get(), entry.value(), path, entry.value().place());
    } else if (entry.value() instanceof Node.Mapping mapping) {
      if (shape.wildcard().isPresent()) {
        settings.putNames(path, new ArrayList<>(mapping.entries().keySet()), entry.name());
      } else {
        settings.putNames(path, List.of(), entry.name());
      }
      section(shape, mapping, path, entry.name());
    } else {
      reading
          .problems()
          .add(entry.value().place(), path, "keys are expected under this one", shape.allowed());
    }
  }

  private void unwritten(Shape shape, SettingPath path, Place place) {
    Optional<Setting<?>> setting = shape.setting();
    if (setting.isEmpty()) {
      section(shape, Node.Mapping.empty(place), path, place);
    } else if (setting.get().need() == Setting.Need.REQUIRED) {
      reading.problems().add(place, path, "missing", setting.get().kind().allowed());
    } else if (setting.get().fallback() != null) {
      Node node = node(setting.get().kind(), setting.get().fallback(), place);
      value(setting.get(), node, path, place);
    }
  }

  private <T> void value(Setting<T> setting, Node node, SettingPath path, Place place) {
    setting.kind().read(node, path, reading).ifPresent(value -> settings.put(path, value, place));
  }
}
