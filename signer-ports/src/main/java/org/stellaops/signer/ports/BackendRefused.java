package org.stellaops.signer.ports;

/**
 * A backend refused our own credentials or the kind of request. It signed nothing, and trying again
 * does not help.
 */
public final class BackendRefused extends PortException {

  private static final long serialVersionUID = 1L;

  public BackendRefused(String message) {
    super(message);
  }

  public BackendRefused(String message, Throwable cause) {
    super(message, cause);
  }
}
