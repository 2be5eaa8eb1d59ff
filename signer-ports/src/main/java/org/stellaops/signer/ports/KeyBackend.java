package org.stellaops.signer.ports;

/** One open key backend, as {@link KeyBackendType} gives it. Its owner closes it. */
public interface KeyBackend extends SigningKeys, AutoCloseable {

  /** Gives back what the backend holds. Calls from now on fail; calls under way may finish. */
  @Override
  void close();
}
