package org.stellaops.signer.architecture.planted.crypto;

import org.stellaops.signer.architecture.planted.ports.Lamp;

/** Names a port: the choice of providers hangs on nothing but the platform. */
public final class AsksAPort {
  private AsksAPort() {}

  public static Lamp lamp(Lamp given) {
    return given;
  }
}
