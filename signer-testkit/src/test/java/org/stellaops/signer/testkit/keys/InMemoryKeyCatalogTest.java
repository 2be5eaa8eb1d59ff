package org.stellaops.signer.testkit.keys;

import org.stellaops.signer.ports.KeyCatalog;

class InMemoryKeyCatalogTest extends KeyCatalogContract {

  @Override
  protected KeyCatalog catalog() {
    return new InMemoryKeyCatalog();
  }
}
