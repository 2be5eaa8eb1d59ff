package org.stellaops.signer.sql;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.stellaops.signer.ports.KeyCatalog;
import org.stellaops.signer.testkit.keys.KeyCatalogContract;

class KeyTableTest extends KeyCatalogContract {

  private final List<SqliteBench> benches = new ArrayList<>();

  @Override
  protected KeyCatalog catalog() {
    SqliteBench bench = new SqliteBench();
    benches.add(bench);
    return bench.store().keys();
  }

  @AfterEach
  void end() {
    benches.forEach(SqliteBench::close);
  }
}
