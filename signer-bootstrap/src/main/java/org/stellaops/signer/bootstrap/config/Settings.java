package org.stellaops.signer.bootstrap.config;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The values of all settings, each of its kind, and where each was written. */
final class Settings {

  private final Map<SettingPath, Object> values = new HashMap<>();
  private final Map<SettingPath, Place> places = new LinkedHashMap<>();
  private final Map<SettingPath, List<String>> names = new HashMap<>();

  void put(SettingPath path, Object value, Place place) {
    values.put(path, value);
    places.put(path, place);
  }

  void putNames(SettingPath section, List<String> chosen, Place place) {
    names.put(section, List.copyOf(chosen));
    places.put(section, place);
  }

  /**
   * The value of a setting that always has one.
   *
   * @param chosen the operator's names on its path, outermost first
   */
  <T> T get(Setting<T> setting, String... chosen) {
    return find(setting, chosen)
        .orElseThrow(() -> new IllegalStateException("no value of " + setting.path()));
  }

  // A value was put under this path by reading it with the kind of the same setting.
  @SuppressWarnings("unchecked")
  <T> Optional<T> find(Setting<T> setting, String... chosen) {
    return Optional.ofNullable((T) values.get(setting.path().with(chosen)));
  }

  /** The names that the operator chose in a section, in the order of the file. */
  List<String> names(String section, String... chosen) {
    return names.getOrDefault(SettingPath.of(section).with(chosen), List.of());
  }

  /** Whether the operator wrote that section at all. */
  boolean isWritten(String section, String... chosen) {
    return names.containsKey(SettingPath.of(section).with(chosen));
  }

  /** Where {@code path} was written, or else the section around it. */
  Place place(SettingPath path) {
    List<String> names = path.names();
    for (int length = names.size(); length > 0; length--) {
      Place place = places.get(new SettingPath(names.subList(0, length)));
      if (place != null) {
        return place;
      }
    }
    return places.getOrDefault(SettingPath.ROOT, Place.variable("STELLA_CONFIG"));
  }
}
