package org.stellaops.signer.bootstrap.config;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The settings as a tree: what may stand under each name. */
final class Shape {

  private static final Pattern SLUG = Pattern.compile("[a-z0-9-]{1,63}");
  private static final Pattern TYPE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:[!-~]{1,511}");

  private final Map<String, Shape> children = new LinkedHashMap<>();
  private @Nullable Setting<?> setting;

  static Shape of(Collection<Setting<?>> settings) {
    Shape root = new Shape();
    for (Setting<?> setting : settings) {
      Shape shape = root;
      for (String name : setting.path().names()) {
        shape = shape.children.computeIfAbsent(name, fresh -> new Shape());
      }
      shape.setting = setting;
    }
    return root;
  }

  /** Empty for a section. */
  Optional<Setting<?>> setting() {
    return Optional.ofNullable(setting);
  }

  Map<String, Shape> children() {
    return children;
  }

  /** The wildcard under which the operator chooses names, if this section has one. */
  Optional<String> wildcard() {
    return children.keySet().stream().filter(SettingPath::isChosen).findFirst();
  }

  /** What stands under {@code name}; empty where nothing of that name may. */
  Optional<Shape> child(String name) {
    if (wildcard().isPresent()) {
      return fits(wildcard().get(), name)
          ? Optional.ofNullable(children.get(wildcard().get()))
          : Optional.empty();
    }
    return Optional.ofNullable(children.get(name));
  }

  /** The names that may stand here. */
  String allowed() {
    if (wildcard().isEmpty()) {
      return String.join(", ", children.keySet());
    }
    return wildcard().get().equals(ConfigSchema.TYPE)
        ? "predicate types, each an absolute URI"
        : "names of 1 to 63 characters out of a-z, 0-9 and -";
  }

  private static boolean fits(String wildcard, String name) {
    return (wildcard.equals(ConfigSchema.TYPE) ? TYPE : SLUG).matcher(name).matches();
  }
}
