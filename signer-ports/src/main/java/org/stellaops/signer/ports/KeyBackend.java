package org.stellaops.signer.ports;

/** One open key backend, as {@link KeyBackendType} gives it. Its owner closes it. */
public interface KeyBackend extends SigningKeys, AutoCloseable {

  /**
   * An operator had the configuration read anew, and it still names this backend with the same
   * settings and secrets: one that gave up trying its credentials may try them once more.
   */
  default void reloaded() {}

  /** Gives back what the backend holds. Calls from now on fail; calls under way may finish. */
  @Override
  void close();
}
