package org.stellaops.signer.bootstrap.config;

import org.jspecify.annotations.Nullable;

/**
 * One setting: a row of the table of settings.
 *
 * @param path its place; names in angle brackets stand for names that the operator chooses
 * @param need whether it must be there when its section is
 * @param fallback its value when it is not written, as it would be written; null if it has none
 * @param says one sentence for the table
 */
record Setting<T>(
    SettingPath path, Kind<T> kind, Need need, @Nullable String fallback, String says) {

  enum Need {
    REQUIRED,
    OPTIONAL
  }

  static <T> Setting<T> required(String path, Kind<T> kind, String says) {
    return new Setting<>(SettingPath.of(path), kind, Need.REQUIRED, null, says);
  }

  static <T> Setting<T> optional(String path, Kind<T> kind, String says) {
    return new Setting<>(SettingPath.of(path), kind, Need.OPTIONAL, null, says);
  }

  static <T> Setting<T> standing(String path, Kind<T> kind, String fallback, String says) {
    return new Setting<>(SettingPath.of(path), kind, Need.OPTIONAL, fallback, says);
  }

  /** Whether an environment variable can set it: a predicate type makes no variable's name. */
  boolean hasVariable() {
    return !path.names().contains(ConfigSchema.TYPE);
  }
}
