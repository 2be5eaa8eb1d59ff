package org.stellaops.signer.ports;

import org.stellaops.signer.model.KeyUri;

/** No such key, or it is disabled or cannot sign. The backend signed nothing. */
public final class KeyNotFound extends PortException {

  private static final long serialVersionUID = 1L;

  public KeyNotFound(KeyUri key, String why) {
    super("key " + key + ": " + why);
  }
}
