package org.stellaops.signer.bootstrap.config;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.Setting.Named;

/**
 * Finds settings of one kind in whatever section they stand, by their places, as {@code
 * server.tls}: a section that is new cannot be forgotten.
 */
final class SettingsSearch<T> {

  private final Class<T> kind;
  private final Map<String, T> found = new LinkedHashMap<>();

  private SettingsSearch(Class<T> kind) {
    this.kind = kind;
  }

  static <T> Map<String, T> of(Config config, Class<T> kind) {
    SettingsSearch<T> search = new SettingsSearch<>(kind);
    search.look("", config);
    return Map.copyOf(search.found);
  }

  private void look(String place, @Nullable Object settings) {
    if (kind.isInstance(settings)) {
      found.put(place, kind.cast(settings));
      return;
    }
    switch (settings) {
      case null -> {}
      case Collection<?> several -> several.forEach(each -> look(place, each));
      case Record section
          when section.getClass().getPackage().equals(Config.class.getPackage()) -> {
        String within = place + name(section);
        for (RecordComponent component : section.getClass().getRecordComponents()) {
          look(
              within.isEmpty() ? component.getName() : within + "." + component.getName(),
              value(section, component));
        }
      }
      default -> {}
    }
  }

  /** The name that the operator chose for it, with a dot before it; nothing where there is none. */
  private static String name(Record section) {
    return Arrays.stream(section.getClass().getRecordComponents())
        .filter(component -> component.isAnnotationPresent(Named.class))
        .findFirst()
        .map(component -> "." + value(section, component))
        .orElse("");
  }

  private static @Nullable Object value(Record section, RecordComponent component) {
    try {
      return component.getAccessor().invoke(section);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("settings are readable records: " + section.getClass(), e);
    }
  }
}
