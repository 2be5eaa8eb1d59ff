package org.stellaops.signer.testkit.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.RefusalLog;
import org.stellaops.signer.ports.RefusalLog.TenantClient;
import org.stellaops.signer.ports.RefusalLog.UnidentifiedRefusal;

/** What every {@link RefusalLog} promises. */
public abstract class RefusalLogContract {

  private static final Instant AT = Instant.parse("2026-03-05T09:30:00Z");

  private Bench bench;

  /** A lane as the tests drive it. */
  public interface Bench extends AutoCloseable {

    RefusalLog lane();

    /** So many refusals of one moment are certainly over the lane's rate. */
    int flood();

    /** The count of each record by its id, once all that was recorded can be read. */
    Map<AuditId, Long> counts();

    @Override
    void close();
  }

  /** A fresh, empty lane. */
  protected abstract Bench newBench();

  @BeforeEach
  public void openBench() {
    bench = newBench();
  }

  @AfterEach
  public void closeBench() {
    bench.close();
  }

  @Test
  public void record_belowTheRate_isARecordOfItsOwn() {
    UnidentifiedRefusal first = refusal("invalid_token", "192.0.2.0/24", AT);
    UnidentifiedRefusal second = refusal("invalid_token", "192.0.2.0/24", AT);

    assertThat(bench.lane().record(first)).isEqualTo(first.id());
    assertThat(bench.lane().record(second)).isEqualTo(second.id());
    assertThat(bench.counts()).containsOnly(Map.entry(first.id(), 1L), Map.entry(second.id(), 1L));
  }

  @Test
  public void record_overTheRate_mergesEqualOnes() {
    for (int i = 0; i < bench.flood(); i++) {
      bench.lane().record(refusal("invalid_token", "192.0.2.0/24", AT));
    }
    long records = bench.counts().size();

    Set<AuditId> more =
        IntStream.range(0, 50)
            .mapToObj(i -> bench.lane().record(refusal("invalid_token", "192.0.2.0/24", AT)))
            .collect(Collectors.toSet());

    assertThat(more).hasSize(1);
    assertThat(bench.counts())
        .hasSizeLessThanOrEqualTo((int) records + 1)
        .containsKeys(more.toArray(new AuditId[0]));
  }

  @Test
  public void record_overTheRate_keepsUnequalOnesApart() {
    for (int i = 0; i < bench.flood(); i++) {
      bench.lane().record(refusal("invalid_token", "192.0.2.0/24", AT));
    }

    Set<AuditId> records =
        List.of(
                refusal("invalid_token", "192.0.2.0/24", AT),
                refusal("invalid_dpop_proof", "192.0.2.0/24", AT),
                refusal("invalid_token", "198.51.100.0/24", AT),
                refusal("invalid_token", "192.0.2.0/24", AT.plusSeconds(60)))
            .stream()
            .map(bench.lane()::record)
            .collect(Collectors.toSet());

    assertThat(records).hasSize(4);
    assertThat(bench.counts()).containsKeys(records.toArray(new AuditId[0]));
  }

  @Test
  public void record_overTheRate_keepsKnownClientsApart() {
    TenantClient one = new TenantClient(new Tenant("acme"), new ClientId("one"));
    TenantClient another = new TenantClient(new Tenant("acme"), new ClientId("another"));
    int flood = bench.flood();
    for (int i = 0; i < flood; i++) {
      bench.lane().record(refusal("quota_exceeded", "192.0.2.0/24", AT));
    }

    AuditId first = bench.lane().record(refused(one));
    AuditId again = bench.lane().record(refused(one));
    AuditId other = bench.lane().record(refused(another));
    AuditId nobody = bench.lane().record(refusal("quota_exceeded", "192.0.2.0/24", AT));

    assertThat(again).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
    assertThat(nobody).isNotIn(first, other);
  }

  private static UnidentifiedRefusal refused(TenantClient client) {
    return new UnidentifiedRefusal(
        NewIds.newId(), "quota_exceeded", "signature", "192.0.2.0/24", client, AT);
  }

  @Test
  public void record_manyAtOnce_countsAddUp() {
    int each = bench.flood();
    List<Integer> sources = IntStream.range(0, 16).boxed().toList();

    Together.forEach(
        sources,
        source -> {
          for (int i = 0; i < each; i++) {
            bench.lane().record(refusal("invalid_token", "10.0." + source + ".0/24", AT));
          }
          return source;
        });

    assertThat(bench.counts().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(16L * each);
  }

  @Test
  public void record_threadInterrupted_recordsAllTheSame() {
    Thread.currentThread().interrupt();
    UnidentifiedRefusal refusal = refusal("invalid_token", "192.0.2.0/24", AT);
    AuditId id;
    boolean flag;
    try {
      id = bench.lane().record(refusal);
    } finally {
      flag = Thread.interrupted();
    }

    assertThat(flag).isTrue();
    assertThat(id).isEqualTo(refusal.id());
    assertThat(bench.counts()).containsOnlyKeys(id);
  }

  @Test
  public void record_flood_returnsAtOnce() {
    long started = System.nanoTime();
    for (int i = 0; i < bench.flood(); i++) {
      bench.lane().record(refusal("invalid_token", "192.0.2.0/24", AT));
    }

    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(2));
  }

  protected UnidentifiedRefusal refusal(String code, String source, Instant at) {
    AuditId id = NewIds.newId();
    return new UnidentifiedRefusal(id, code, "signature", source, at);
  }
}
