package org.stellaops.signer.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.RateLimit;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.RefusalLog;
import org.stellaops.signer.ports.RefusalLog.UnidentifiedRefusal;
import org.stellaops.signer.testkit.journal.NewIds;
import org.stellaops.signer.testkit.journal.RefusalLogContract;
import org.stellaops.signer.testkit.journal.SteppedClock;

class SqliteRefusalLogTest extends RefusalLogContract {

  private static final RateLimit RATE = new RateLimit(1, 100);
  private static final long BUDGET = 1 << 20;
  private static final Instant AT = Instant.parse("2026-03-05T09:30:00Z");

  @Override
  protected Bench newBench() {
    return new LaneBench();
  }

  @Test
  void close_rightAfterRecording_losesNothing() {
    Path directory = SqliteBench.newDirectory();
    UnidentifiedRefusal refusal = refusal("invalid_token", "local", AT);
    try (SqliteRefusalLog lane = open(directory)) {
      lane.record(refusal);
    }

    try (RefusalWriter log = RefusalWriter.open(directory).orElseThrow()) {
      assertThat(log.find(refusal.id()))
          .contains(
              new RefusalRecord(refusal.id(), "invalid_token", "signature", "local", AT, AT, 1));
      assertThat(log.total()).isEqualTo(1);
    }
    SqliteBench.delete(directory);
  }

  @Test
  void record_diskBudgetSpent_putsOldRecordsTogetherAndStaysWithin() throws Exception {
    Path directory = SqliteBench.newDirectory();
    int refusals = 20_000;
    // So much later that no refusal is merged with one that was written before.
    try (SqliteRefusalLog lane = open(directory, AT.plus(Duration.ofHours(1)))) {
      for (int i = 0; i < refusals; i++) {
        String source = "10." + i / 250 % 250 + "." + i % 250 + ".0/24";
        lane.record(refusal("invalid_token", source, AT.plusSeconds(i / 100)));
        if (i % 2_500 == 0) {
          assertThat(lane.flush(soon())).isTrue();
          assertThat(size(directory)).isLessThanOrEqualTo(BUDGET);
        }
      }
      assertThat(lane.flush(soon())).isTrue();
    }

    assertThat(size(directory)).isLessThanOrEqualTo(BUDGET);
    try (RefusalWriter log = RefusalWriter.open(directory).orElseThrow()) {
      assertThat(log.total()).isEqualTo(refusals);
      assertThat(log.latest(1).get(0).sourcePrefix()).startsWith("10.");
      assertThat(log.latest(100_000)).hasSizeLessThan(refusals / 2);
    }
    SqliteBench.delete(directory);
  }

  @Test
  void record_diskFails_keepsCountingAndCatchesUp() throws Exception {
    Path directory = SqliteBench.newDirectory();
    try (SqliteRefusalLog lane = open(directory)) {
      lane.record(refusal("invalid_token", "local", AT));
      assertThat(lane.flush(soon())).isTrue();
      try (var other = Database.open(directory.resolve(SqliteRefusalLog.FILE));
          var statement = other.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");
        for (int i = 0; i < 20_000; i++) {
          lane.record(refusal("invalid_token", "10.0." + i % 200 + ".0/24", AT));
        }
        assertThat(lane.flush(Deadline.in(Duration.ofMillis(500), Ticker.system()))).isFalse();
        assertThat(lane.unsaved()).isEqualTo(20_000);
        awaitTrouble(lane, true);
        assertThat(lane.failures()).isPositive();
        statement.execute("ROLLBACK");
      }
      assertThat(lane.flush(soon())).isTrue();
      assertThat(lane.unsaved()).isZero();
      assertThat(lane.trouble()).isEmpty();
    }
    try (RefusalWriter log = RefusalWriter.open(directory).orElseThrow()) {
      assertThat(log.total()).isEqualTo(20_001);
    }
    SqliteBench.delete(directory);
  }

  @Test
  void checkpoint_readerInTheWay_isSaidAndMadeUpFor() throws Exception {
    Path directory = SqliteBench.newDirectory();
    SteppedClock clock = new SteppedClock(AT);
    try (SqliteRefusalLog lane = SqliteRefusalLog.open(directory, clock, clock, RATE, BUDGET)) {
      lane.record(refusal("invalid_token", "local", AT));
      assertThat(lane.flush(soon())).isTrue();
      try (var other = Database.open(directory.resolve(SqliteRefusalLog.FILE));
          var statement = other.createStatement()) {
        statement.execute("BEGIN");
        statement.executeQuery("SELECT count(*) FROM refusal").close();
        lane.record(refusal("invalid_token", "local", AT));
        assertThat(lane.flush(soon())).isTrue();
        clock.advance(Duration.ofSeconds(10));
        awaitTrouble(lane, true);
        statement.execute("ROLLBACK");
      }
      clock.advance(Duration.ofSeconds(10));
      awaitTrouble(lane, false);
    }
    SqliteBench.delete(directory);
  }

  private static void awaitTrouble(SqliteRefusalLog lane, boolean wanted) throws Exception {
    Deadline deadline = soon();
    while (lane.trouble().isPresent() != wanted && !deadline.hasPassed()) {
      Thread.sleep(10);
    }
    assertThat(lane.trouble().isPresent()).isEqualTo(wanted);
  }

  @Test
  void add_endlessSources_staysBoundedAndCountsAll() {
    RefusalTally tally = new RefusalTally(RATE);
    int refusals = 100_000;
    for (int i = 0; i < refusals; i++) {
      tally.add(refusal("code-" + i % 3_000, "source-" + i, AT), 0);
    }

    var taken = tally.take(AT);
    assertThat(taken).hasSizeLessThan(6_000);
    assertThat(taken.stream().mapToLong(RefusalRecord::count).sum()).isEqualTo(refusals);
  }

  @Test
  void open_nothingRecordedEver_isEmpty() {
    Path directory = SqliteBench.newDirectory();

    assertThat(RefusalWriter.open(directory)).isEmpty();
    SqliteBench.delete(directory);
  }

  /** A lane that lives in the minute of its refusals, so that equal ones are merged. */
  private static SqliteRefusalLog open(Path directory) {
    return open(directory, AT);
  }

  /** No time passes for the lane: its rate gives no room again while a test runs. */
  private static SqliteRefusalLog open(Path directory, Instant now) {
    SteppedClock still = new SteppedClock(now);
    return SqliteRefusalLog.open(directory, still, still, RATE, BUDGET);
  }

  private static long size(Path directory) throws Exception {
    long size = 0;
    for (String suffix : new String[] {"", "-wal"}) {
      Path file = directory.resolve(SqliteRefusalLog.FILE + suffix);
      size += Files.exists(file) ? Files.size(file) : 0;
    }
    return size;
  }

  @Override
  protected UnidentifiedRefusal refusal(String code, String source, Instant at) {
    return new UnidentifiedRefusal(NewIds.newId(), code, "signature", source, at);
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(20), Ticker.system());
  }

  private static final class LaneBench implements Bench {
    private final Path directory = SqliteBench.newDirectory();
    private final SqliteRefusalLog lane = open(directory);

    @Override
    public RefusalLog lane() {
      return lane;
    }

    @Override
    public int flood() {
      return 300;
    }

    @Override
    public Map<AuditId, Long> counts() {
      assertThat(lane.flush(soon())).isTrue();
      Map<AuditId, Long> counts = new HashMap<>();
      try (RefusalWriter log = RefusalWriter.open(directory).orElseThrow()) {
        log.latest(100_000).forEach(record -> counts.put(record.id(), record.count()));
      }
      return counts;
    }

    @Override
    public void close() {
      lane.close();
      SqliteBench.delete(directory);
    }
  }
}
