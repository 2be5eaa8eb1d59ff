package org.stellaops.signer.outbound;

import java.net.UnknownHostException;

/** A host has an address that the dependency's {@link Reach} does not permit. */
final class BlockedAddress extends UnknownHostException {

  private static final long serialVersionUID = 1L;

  BlockedAddress(String host) {
    super("an address of " + host + " is not permitted");
  }
}
