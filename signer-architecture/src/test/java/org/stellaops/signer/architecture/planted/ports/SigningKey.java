package org.stellaops.signer.architecture.planted.ports;

/** A key that can be used. */
public interface SigningKey {
  int sign();
}
