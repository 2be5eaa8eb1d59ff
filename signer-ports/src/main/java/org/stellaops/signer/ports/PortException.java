package org.stellaops.signer.ports;

/** Something outside broke. Its message is for operators and holds no secret. */
public abstract sealed class PortException extends RuntimeException
    permits DependencyUnavailable, KeyNotFound, BackendRefused {

  private static final long serialVersionUID = 1L;

  PortException(String message, Throwable cause) {
    super(message, cause);
  }

  PortException(String message) {
    super(message);
  }
}
