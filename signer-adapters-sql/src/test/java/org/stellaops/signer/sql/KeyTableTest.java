package org.stellaops.signer.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.KeyCatalog;
import org.stellaops.signer.ports.KeyCatalog.Actor;
import org.stellaops.signer.ports.KeyCatalog.Proposal;
import org.stellaops.signer.testkit.keys.KeyCatalogBench;
import org.stellaops.signer.testkit.keys.KeyCatalogContract;

class KeyTableTest extends KeyCatalogContract {

  @Test
  void open_aStoreOfTheFormBefore_keepsWhatWaits_andTheHistory() throws Exception {
    Path old = SqliteBench.newDirectory();
    OldForm.makeWithWaitingKey(old);
    try (SqliteStore store =
        SqliteStore.open(old, InstantSource.system(), Ticker.system(), failure -> {})) {
      Deadline soon = Deadline.in(Duration.ofSeconds(30), Ticker.system());
      assertThat(store.keys().entries(soon)).hasSize(1);
      assertThat(store.keys().entries(soon).get(0).proposals())
          .containsExactly(
              new Proposal(
                  "revoke",
                  Instant.ofEpochSecond(2),
                  new Actor(null, new ClientId("anna"), null),
                  Instant.ofEpochSecond(3)));
      assertThat(store.keys().events(new Tenant("acme"), new KeyName("sbom"), 9, soon))
          .extracting(event -> event.verb() + event.effective())
          .containsExactly("enrolOptional.empty");
    }
  }

  @Override
  protected KeyCatalogBench bench() {
    SqliteBench bench = new SqliteBench();
    return new KeyCatalogBench() {
      @Override
      public KeyCatalog catalog() {
        return bench.store().keys();
      }

      /** There is one process only, so that this is the same after a restart. */
      @Override
      public KeyCatalog another() {
        bench.restart();
        return bench.store().keys();
      }

      @Override
      public void close() {
        bench.close();
      }
    };
  }
}
