package org.stellaops.signer.testkit.keys;

import java.util.function.UnaryOperator;
import org.stellaops.signer.ports.KeyCatalog;

class InMemoryKeyCatalogTest extends KeyCatalogContract {

  @Override
  protected KeyCatalogBench bench() {
    return bench(catalog -> catalog);
  }

  /** Each node has an adapter of its own in front of what is common. */
  static KeyCatalogBench bench(UnaryOperator<KeyCatalog> breaking) {
    KeyCatalog common = new InMemoryKeyCatalog();
    KeyCatalog one = breaking.apply(common);
    return new KeyCatalogBench() {
      @Override
      public KeyCatalog catalog() {
        return one;
      }

      @Override
      public KeyCatalog another() {
        return breaking.apply(common);
      }

      @Override
      public void close() {}
    };
  }
}
