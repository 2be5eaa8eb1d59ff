package org.stellaops.signer.testkit.bypass;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.PersonId;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.BypassStore;
import org.stellaops.signer.ports.BypassStore.Stored;
import org.stellaops.signer.ports.SealStore.Act;
import org.stellaops.signer.ports.SealStore.Person;
import org.stellaops.signer.testkit.StoreBench;
import org.stellaops.signer.testkit.journal.Together;

/** What every {@code BypassStore} must do. A subclass supplies the bench. */
public abstract class BypassStoreContract {

  private static final Bytes RECORD = Bytes.utf8("{\"signed\":\"by two\"}");
  private static final Digest ID = Bytes.utf8("one").sha256();
  private static final Digest OTHER = Bytes.utf8("other").sha256();
  private static final Act ANNA = act("anna");
  private static final Act BERTA = act("berta");

  protected abstract StoreBench<BypassStore> bench();

  @Test
  public void open_record_isThereByteForByte_onEveryNode() {
    try (StoreBench<BypassStore> bench = bench()) {
      assertThat(bench.store().isOpen(ID, soon())).isFalse();
      assertThat(bench.store().open(ID, RECORD, ANNA, soon())).isTrue();
      assertThat(bench.another().isOpen(ID, soon())).isTrue();
      Stored stored = only(bench.another().latest(9, soon()));
      assertThat(stored.record()).isEqualTo(RECORD);
      assertThat(stored.id()).isEqualTo(ID);
      assertThat(stored.opened().act()).isEqualTo(ANNA);
      assertThat(stored.ended()).isEmpty();
    }
  }

  @Test
  public void open_again_changesNothing_alsoAfterItsEnd() {
    try (StoreBench<BypassStore> bench = bench()) {
      bench.store().open(ID, RECORD, ANNA, soon());
      assertThat(bench.another().open(ID, Bytes.utf8("{}"), BERTA, soon())).isFalse();
      bench.store().end(ID, BERTA, soon());
      assertThat(bench.another().open(ID, RECORD, ANNA, soon())).isFalse();
      assertThat(bench.store().isOpen(ID, soon())).isFalse();
      assertThat(only(bench.store().latest(9, soon())).record()).isEqualTo(RECORD);
    }
  }

  @Test
  public void open_manyAtOnce_oneIsFirst() {
    try (StoreBench<BypassStore> bench = bench()) {
      List<Boolean> opened =
          Together.forEach(
              Collections.nCopies(8, ID), id -> bench.store().open(id, RECORD, ANNA, soon()));
      assertThat(opened).containsOnlyOnce(true);
    }
  }

  @Test
  public void end_isForGood_onEveryNode_andSaysWhoAndWhen() {
    try (StoreBench<BypassStore> bench = bench()) {
      bench.store().open(ID, RECORD, ANNA, soon());
      bench.pass(Duration.ofMinutes(1));
      assertThat(bench.another().end(ID, BERTA, soon())).isTrue();
      assertThat(bench.store().isOpen(ID, soon())).isFalse();
      Stored stored = only(bench.store().latest(9, soon()));
      assertThat(stored.ended().orElseThrow().act()).isEqualTo(BERTA);
      assertThat(stored.ended().orElseThrow().at())
          .isEqualTo(stored.opened().at().plus(Duration.ofMinutes(1)));
    }
  }

  @Test
  public void end_whatIsNotOpen_changesNothing() {
    try (StoreBench<BypassStore> bench = bench()) {
      assertThat(bench.store().end(ID, ANNA, soon())).isFalse();
      bench.store().open(ID, RECORD, ANNA, soon());
      bench.store().end(ID, ANNA, soon());
      assertThat(bench.store().end(ID, BERTA, soon())).isFalse();
      assertThat(only(bench.store().latest(9, soon())).ended().orElseThrow().act()).isEqualTo(ANNA);
    }
  }

  @Test
  public void latest_atMostSoMany_newestFirst() {
    try (StoreBench<BypassStore> bench = bench()) {
      bench.store().open(ID, RECORD, ANNA, soon());
      bench.store().open(OTHER, RECORD, BERTA, soon());
      bench.store().end(ID, BERTA, soon());
      assertThat(bench.another().latest(1, soon())).extracting(Stored::id).containsExactly(OTHER);
      assertThat(bench.store().latest(2, soon())).extracting(Stored::id).containsExactly(OTHER, ID);
    }
  }

  @Test
  public void end_ofOne_leavesTheOthers() {
    try (StoreBench<BypassStore> bench = bench()) {
      bench.store().open(ID, RECORD, ANNA, soon());
      bench.store().open(OTHER, RECORD, ANNA, soon());
      bench.store().end(ID, BERTA, soon());
      assertThat(bench.another().isOpen(OTHER, soon())).isTrue();
    }
  }

  private static Stored only(List<Stored> all) {
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  private static Act act(String client) {
    return new Act(
        new Person(
            new IssuerName("https://authority.example"),
            new Tenant("ops"),
            new ClientId(client),
            new PersonId("person-of-" + client),
            new PersonId("subject-of-" + client)),
        new AuditId("01900000-0000-7000-8000-000000000007"),
        "why " + client);
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(30), Ticker.system());
  }
}
