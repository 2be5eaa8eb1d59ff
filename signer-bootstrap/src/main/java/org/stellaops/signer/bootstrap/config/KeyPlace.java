package org.stellaops.signer.bootstrap.config;

import org.stellaops.signer.model.KeyUri;

/**
 * Where a signing key is kept.
 *
 * @param keystore its name in the configuration
 * @param alias the entry in it
 */
public record KeyPlace(String keystore, String alias) {

  /** The key's name in the backend that has this keystore open: {@code keystore:ALIAS}. */
  public KeyUri uri() {
    return new KeyUri("keystore:" + alias);
  }
}
