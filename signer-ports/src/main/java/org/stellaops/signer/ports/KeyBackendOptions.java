package org.stellaops.signer.ports;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a configuration says of one key backend.
 *
 * @param name the backend's own name in the configuration, for messages
 * @param settings by their names in the configuration; those that are not written are absent, and a
 *     file is an absolute path
 * @param secrets by their names; each gives a new array, which its reader overwrites after use
 */
public record KeyBackendOptions(
    String name, Map<String, String> settings, Map<String, Supplier<char[]>> secrets) {

  public KeyBackendOptions {
    settings = Map.copyOf(settings);
    secrets = Map.copyOf(secrets);
  }

  public Optional<String> setting(String name) {
    return Optional.ofNullable(settings.get(name));
  }

  /**
   * @throws BackendRefused it is not written
   */
  public String required(String name) {
    return setting(name)
        .orElseThrow(
            () -> new BackendRefused("key backend " + this.name + " needs the setting " + name));
  }

  public Optional<Supplier<char[]>> secret(String name) {
    return Optional.ofNullable(secrets.get(name));
  }

  /** Names alone. */
  @Override
  public String toString() {
    return "KeyBackendOptions[" + name + ", " + settings.keySet() + ", " + secrets.keySet() + "]";
  }
}
