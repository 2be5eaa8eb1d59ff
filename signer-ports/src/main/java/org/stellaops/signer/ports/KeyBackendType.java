package org.stellaops.signer.ports;

/**
 * A kind of key backend whose libraries are needed only where a configuration names it. It is found
 * by {@link java.util.ServiceLoader}, on the class path or in the directory of optional backends.
 */
public interface KeyBackendType {

  /** As configuration writes it, and as records and metrics call its keys: {@code aws-kms}. */
  String name();

  /**
   * Opens a backend. Asks nobody: a backend that does not answer is found by {@link
   * SigningKeys#requireReachable} or when a key is opened.
   *
   * @throws BackendRefused a setting is missing or wrong; its message names the setting
   * @throws DependencyUnavailable {@link Dependency#SIGNING_KEYS}, a file that a setting names
   *     cannot be read
   */
  KeyBackend open(KeyBackendOptions options);
}
