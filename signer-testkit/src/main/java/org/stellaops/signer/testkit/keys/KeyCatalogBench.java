package org.stellaops.signer.testkit.keys;

import org.stellaops.signer.ports.KeyCatalog;

/** One catalog, empty at first. */
public interface KeyCatalogBench extends AutoCloseable {

  KeyCatalog catalog();

  /** Another node's view of the same, or the same again after a restart. */
  KeyCatalog another();

  @Override
  void close();
}
