package org.stellaops.signer.bootstrap.libraries;

import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.KeyBackendOptions;
import org.stellaops.signer.ports.KeyBackendType;

/** A type that no directory has to hold. */
public final class TypeOnClassPath implements KeyBackendType {

  /** The name of the type. */
  static final String NAME = "planted-on-class-path";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public KeyBackend open(KeyBackendOptions options) {
    throw new BackendRefused("on the class path");
  }
}
