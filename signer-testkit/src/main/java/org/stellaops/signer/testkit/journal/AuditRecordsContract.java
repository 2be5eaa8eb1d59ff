package org.stellaops.signer.testkit.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.AuditRecords;
import org.stellaops.signer.ports.AuditRecords.Decided;
import org.stellaops.signer.ports.AuditRecords.Entry;
import org.stellaops.signer.ports.AuditRecords.Kind;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.Outcome;

/** What every {@link AuditRecords} promises. */
public abstract class AuditRecordsContract extends JournalContract {

  @Test
  public void find_wholeRequest_hasItsRecordsInOrder() {
    AuditId id = opened();
    opened();
    reserve(id, 1, PLENTY, PLENTY);
    conclude(id, Outcome.SIGNED);

    assertThat(find(id))
        .extracting(Entry::kind)
        .containsExactly(Kind.OPENED, Kind.INTENT, Kind.DECISION);
    assertThat(find(id)).extracting(Entry::sequence).containsExactly(1L, 3L, 4L);
    assertThat(find(id)).extracting(Entry::schema).containsOnly(1);
  }

  @Test
  public void find_recordOfAnotherTenant_isEmptyLikeAnUnknownId() {
    AuditId id = opened(ACME);

    assertThat(find(OTHER, id)).isEmpty();
    assertThat(find(ACME, newId())).isEmpty();
  }

  @Test
  public void find_anyBytes_areTheBytesWritten() {
    byte[] every = new byte[512];
    for (int i = 0; i < every.length; i++) {
      every[i] = (byte) i;
    }
    for (Bytes bytes :
        List.of(Bytes.copyOf(every), Bytes.empty(), Bytes.adopt(new byte[1 << 20]))) {
      AuditId id = newId();
      journal().open(Openings.of(id, ACME, null, bytes), soon());
      assertThat(find(id)).extracting(Entry::bytes).containsExactly(bytes);
    }
  }

  @Test
  public void find_manyWrittenAtOnce_haveEachNumberOnce() {
    List<AuditId> ids = opened(20);
    Together.forEach(
        ids,
        id -> {
          reserve(id, 10, 100, 1_000);
          return conclude(id, Outcome.REFUSED);
        });
    Together.forEach(ids, id -> conclude(id, ACME, Outcome.REFUSED, record("again")));

    List<Long> numbers = new ArrayList<>();
    ids.forEach(id -> find(id).forEach(entry -> numbers.add(entry.sequence())));
    assertThat(numbers)
        .containsExactlyInAnyOrderElementsOf(
            LongStream.rangeClosed(1, numbers.size()).boxed().toList());
  }

  @Test
  public void find_storedAt_isTheStoresTime() {
    AuditId id = opened();

    assertThat(find(id).get(0).storedAt()).isCloseTo(START, within(1));
    bench().advance(Duration.ofSeconds(90));
    conclude(id, Outcome.REFUSED);
    assertThat(find(id).get(1).storedAt()).isCloseTo(START.plusSeconds(90), within(1));
  }

  @Test
  public void find_clockSetBack_storedAtNeverGoesBack() {
    AuditId id = opened();
    bench().setBack(Duration.ofHours(1));
    reserve(id, 1, PLENTY, PLENTY);
    bench().restart();
    takeOver();
    conclude(id, Outcome.SIGNED);

    assertThat(find(id)).extracting(Entry::storedAt).isSorted();
  }

  @Test
  public void find_afterRestart_countsOn() {
    AuditId id = opened();
    bench().restart();
    takeOver();
    conclude(id, Outcome.ABORTED);

    assertThat(find(id)).extracting(Entry::sequence).containsExactly(1L, 2L);
  }

  @Test
  public void find_deadlinePassed_throws() {
    AuditId id = opened();
    Deadline passed = Deadline.in(Duration.ZERO, Ticker.system());

    DependencyUnavailable thrown =
        catchThrowableOfType(
            DependencyUnavailable.class, () -> bench().records().find(ACME, id, passed));

    assertThat(thrown.dependency()).isEqualTo(Dependency.JOURNAL);
    assertThat(thrown.mayHaveHappened()).isFalse();
  }

  @Test
  public void latestDecisions_greatestIdFirst_ofTheTenantAlone() {
    opened();
    List<AuditId> decided = opened(4);
    decided.reversed().forEach(id -> conclude(id, Outcome.REFUSED));
    AuditId other = opened(OTHER);
    conclude(other, OTHER, Outcome.REFUSED, record("other"));
    List<AuditId> expected =
        decided.stream().sorted(Comparator.comparing(AuditId::value).reversed()).toList();

    assertThat(bench().records().latestDecisions(ACME, 3, soon()))
        .extracting(Decided::id)
        .containsExactlyElementsOf(expected.subList(0, 3));
    assertThat(bench().records().latestDecisions(ACME, 100, soon()))
        .allSatisfy(each -> {
          assertThat(each.entry().kind()).isEqualTo(Kind.DECISION);
          assertThat(find(each.id())).contains(each.entry());
        })
        .hasSize(4);
    assertThat(bench().records().latestDecisions(OTHER, 100, soon()))
        .extracting(Decided::id)
        .containsExactly(other);
  }

  private static org.assertj.core.data.TemporalUnitOffset within(long millis) {
    return org.assertj.core.api.Assertions.within(millis, ChronoUnit.MILLIS);
  }
}
