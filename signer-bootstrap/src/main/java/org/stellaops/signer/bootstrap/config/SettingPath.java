package org.stellaops.signer.bootstrap.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The path of one value: the names of its sections, outermost first, and its own. */
record SettingPath(List<String> names) {

  static final SettingPath ROOT = new SettingPath(List.of());

  private static final Pattern BARE = Pattern.compile("[A-Za-z0-9-]+|<[a-z]+>");
  private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

  SettingPath {
    names = List.copyOf(names);
  }

  static SettingPath of(String dotted) {
    return new SettingPath(List.of(dotted.split("\\.", -1)));
  }

  SettingPath child(String name) {
    List<String> longer = new ArrayList<>(names);
    longer.add(name);
    return new SettingPath(longer);
  }

  String last() {
    return names.get(names.size() - 1);
  }

  /** {@code server.publicOrigin} is {@code STELLA_SERVER_PUBLIC_ORIGIN}. */
  String variable() {
    return names.stream()
        .map(name -> HUMP.matcher(name).replaceAll("_"))
        .map(name -> name.replace('-', '_').toUpperCase(Locale.ROOT))
        .collect(Collectors.joining("_", "STELLA_", ""));
  }

  @Override
  public String toString() {
    return names.stream()
        .map(name -> BARE.matcher(name).matches() ? name : "'" + name + "'")
        .collect(Collectors.joining("."));
  }
}
