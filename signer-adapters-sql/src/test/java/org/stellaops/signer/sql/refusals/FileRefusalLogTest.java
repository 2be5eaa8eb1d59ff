package org.stellaops.signer.sql.refusals;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonNumber;
import org.stellaops.signer.json.JsonString;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.json.StrictJson;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.RateLimit;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.RefusalLog;
import org.stellaops.signer.ports.RefusalLog.TenantClient;
import org.stellaops.signer.ports.RefusalLog.UnidentifiedRefusal;
import org.stellaops.signer.testkit.journal.NewIds;
import org.stellaops.signer.testkit.journal.RefusalLogContract;
import org.stellaops.signer.testkit.journal.SteppedClock;

class FileRefusalLogTest extends RefusalLogContract {

  private static final RateLimit RATE = new RateLimit(1, 100);
  private static final long BUDGET = 1 << 20;
  private static final Instant AT = Instant.parse("2026-03-05T09:30:00Z");
  private static final List<String> AGES = List.of(".3", ".2", ".1", "");

  @TempDir private Path directory;

  @Override
  protected Bench newBench() {
    return new LaneBench(directory.resolve("contract.jsonl"));
  }

  @Test
  void close_onAnInterruptedThread_writesAllTheSame() throws Exception {
    FileRefusalLog log = open(AT);
    log.record(refusal("invalid_token", "192.0.2.0/24", AT));
    Thread.currentThread().interrupt();

    log.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(Files.readAllLines(file())).hasSize(1);
  }

  @Test
  void close_rightAfterRecording_leavesOneLineForEachRecord() throws Exception {
    UnidentifiedRefusal refusal = refusal("invalid_token", "192.0.2.0/24", AT);
    try (FileRefusalLog log = open(AT)) {
      log.record(refusal);
      for (int i = 1; i < 250; i++) {
        log.record(refusal("invalid_token", "192.0.2.0/24", AT.plusMillis(i)));
      }
    }

    List<String> lines = Files.readAllLines(file());
    assertThat(lines.get(0))
        .isEqualTo(
            "{\"code\":\"invalid_token\",\"count\":1,\"firstAt\":\"2026-03-05T09:30:00Z\",\"id\":\""
                + refusal.id()
                + "\",\"lastAt\":\"2026-03-05T09:30:00Z\",\"reason\":\"signature\","
                + "\"source\":\"192.0.2.0/24\"}");
    assertThat(lines).hasSize(101);
    assertThat(lines.get(100))
        .contains("\"count\":150,\"firstAt\":\"2026-03-05T09:30:00.100Z\"")
        .contains("\"lastAt\":\"2026-03-05T09:30:00.249Z\"");
  }

  @Test
  void record_belowTheRate_isWrittenWhileTheServiceRuns() throws Exception {
    try (FileRefusalLog log = open(AT)) {
      UnidentifiedRefusal refusal = refusal("invalid_token", "local", AT);
      log.record(refusal);

      await(() -> Files.exists(file()) && Files.readString(file()).contains(refusal.id().value()));
    }
  }

  @Test
  void write_overTheRate_waitsForTheEndOfTheMinute() throws Exception {
    try (FileRefusalLog log = open(AT)) {
      for (int i = 0; i < 150; i++) {
        log.record(refusal("invalid_token", "local", AT));
      }
      log.write(AT.plusSeconds(59));
      assertThat(Files.readAllLines(file())).hasSize(100);

      log.write(AT.plusSeconds(60));
      assertThat(Files.readAllLines(file())).hasSize(101);
      assertThat(total(file())).isEqualTo(150);
    }
  }

  @Test
  void open_afterARestart_appends() throws Exception {
    UnidentifiedRefusal before = refusal("invalid_token", "local", AT);
    UnidentifiedRefusal after = refusal("invalid_token", "local", AT);
    try (FileRefusalLog log = open(AT)) {
      log.record(before);
    }
    try (FileRefusalLog log = open(AT)) {
      log.record(after);
    }

    assertThat(counts(file())).containsOnlyKeys(before.id(), after.id());
  }

  @Test
  void open_lineTornByACrash_startsALineOfItsOwn() throws Exception {
    Files.writeString(file(), "{\"code\":\"inva");
    UnidentifiedRefusal refusal = refusal("invalid_token", "local", AT);
    try (FileRefusalLog log = open(AT)) {
      log.record(refusal);
    }

    List<String> lines = Files.readAllLines(file());
    assertThat(lines).hasSize(2);
    assertThat(lines.get(1)).contains(refusal.id().value()).startsWith("{").endsWith("}");
  }

  @Test
  void record_diskBudgetSpent_deletesTheOldestAndKeepsTheirCount() throws Exception {
    int refusals = 30_000;
    List<Long> sizes = new ArrayList<>();
    String first = "";
    try (FileRefusalLog log = open(AT)) {
      for (int i = 0; i < refusals; i++) {
        String source = "10." + i / 250 % 250 + "." + i % 250 + ".0/24";
        AuditId id = log.record(refusal("invalid_token", source, AT.plusSeconds(i / 100)));
        first = i == 0 ? id.value() : first;
        if (i % 500 == 0) {
          log.write(Instant.MAX);
          sizes.add(size());
        }
      }
    }
    sizes.add(size());

    assertThat(sizes).allMatch(size -> size <= BUDGET);
    assertThat(size()).isGreaterThan(BUDGET / 2);
    assertThat(total(file())).isEqualTo(refusals);
    assertThat(Files.readAllLines(file()).get(0)).contains("\"id\":\"*\"", "\"source\":\"*\"");
    String gone = first;
    assertThat(lines(file())).noneMatch(line -> line.contains(gone));
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "refusals.jsonl", "refusals.jsonl.1", "refusals.jsonl.2", "refusals.jsonl.3");
    }
  }

  @Test
  void record_diskFull_isAnsweredCountedAndWrittenLater() throws Exception {
    assumeThat(Path.of("/dev/full")).exists();
    Path state = Files.createSymbolicLink(directory.resolve("state"), Path.of("/dev"));
    Path file = state.resolve("full");
    try (FileRefusalLog log = open(file, AT)) {
      for (int i = 0; i < 20_000; i++) {
        UnidentifiedRefusal refusal = refusal("invalid_token", "10.0." + i % 200 + ".0/24", AT);
        assertThat(log.record(refusal)).isNotNull();
      }
      await(() -> log.trouble().isPresent());
      assertThat(log.trouble().orElseThrow()).hasMessageContaining("No space left");
      assertThat(log.failures()).isPositive();

      Files.delete(state);
      Files.createDirectory(state);
      await(() -> log.trouble().isEmpty());
    }

    assertThat(total(file)).isEqualTo(20_000);
  }

  @Test
  void record_fileIsNoFile_isAnsweredAndClosingSaysWhatIsLost() throws Exception {
    Files.createDirectory(file());
    FileRefusalLog log = open(AT);
    UnidentifiedRefusal refusal = refusal("invalid_token", "local", AT);

    assertThat(log.record(refusal)).isEqualTo(refusal.id());
    log.write(AT);
    assertThat(log.trouble()).isPresent();
    assertThatThrownBy(log::close)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("refusals were not written");
  }

  @Test
  void record_fileIsALink_isNotFollowed() throws Exception {
    Path other = Files.createFile(directory.resolve("other"));
    Files.createSymbolicLink(file(), other);
    FileRefusalLog log = open(AT);
    log.record(refusal("invalid_token", "local", AT));

    assertThatThrownBy(log::close).isInstanceOf(UncheckedIOException.class);
    assertThat(other).isEmptyFile();
  }

  @Test
  void record_fileDeletedMeanwhile_writesANewOne() throws Exception {
    try (FileRefusalLog log = open(AT)) {
      log.record(refusal("invalid_token", "local", AT));
      log.write(AT);
      Files.delete(file());
      log.record(refusal("invalid_token", "local", AT));
      log.write(AT);

      assertThat(total(file())).isEqualTo(1);
    }
  }

  @Test
  void record_hostileWords_stayOneLineOfValidJson() throws Exception {
    String hostile = "\"}\n{\"count\":5,\"firstAt\":\"\\\r\u2028\ud800\u0000";
    try (FileRefusalLog log = open(AT)) {
      log.record(new UnidentifiedRefusal(NewIds.newId(), hostile, hostile, hostile, AT));
      log.record(
          new UnidentifiedRefusal(NewIds.newId(), "x".repeat(1_000_000), "reason", "local", AT));
    }

    List<String> lines = Files.readAllLines(file());
    assertThat(lines).hasSize(2);
    assertThat(text(lines.get(0), "code"))
        .isEqualTo("\"}\n{\"count\":5,\"firstAt\":\"\\\r??\u0000");
    assertThat(lines.get(1)).hasSizeLessThan(1_000);
    assertThat(total(file())).isEqualTo(2);
  }

  @Test
  void record_posix_onlyTheOwnerReadsTheFiles() throws Exception {
    assumeThat(directory.getFileSystem().supportedFileAttributeViews()).contains("posix");
    try (FileRefusalLog log = open(AT)) {
      for (int i = 0; i < 10; i++) {
        log.record(refusal("invalid_token", "local", AT));
        log.write(AT);
        Files.writeString(file(), " ".repeat(1 << 18), StandardOpenOption.APPEND);
      }
    }

    for (String age : AGES.subList(1, 4)) {
      Path file = directory.resolve("refusals.jsonl" + age);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void line_theDocumentedOne_isWrittenLikeThat() throws Exception {
    Instant at = Instant.parse("2026-03-05T09:30:00.104Z");
    String id = "01890a5d-ac96-774b-bcce-b302099a8057";
    byte[] line =
        new RefusalRecord(id, "invalid_token", "token-signature", "192.0.2.0/24", null, at, at, 1)
            .line();

    assertThat(Path.of("../docs/refusals.md")).content().contains(new String(line, UTF_8));
  }

  @Test
  void record_knownClient_isNamed() throws Exception {
    TenantClient client = new TenantClient(new Tenant("acme"), new ClientId("ci"));
    try (FileRefusalLog log = open(AT)) {
      log.record(
          new UnidentifiedRefusal(
              NewIds.newId(), "quota_exceeded", "request-rate", "local", client, AT));
    }

    String line = Files.readString(file());
    assertThat(text(line, "tenant")).isEqualTo("acme");
    assertThat(text(line, "client")).isEqualTo("ci");
  }

  @Test
  void add_endlessSources_staysBoundedAndCountsAll() {
    RefusalTally tally = new RefusalTally(RATE);
    int refusals = 100_000;
    for (int i = 0; i < refusals; i++) {
      tally.add(refusal("code-" + i % 3_000, "source-" + i, AT), 0);
    }

    List<RefusalRecord> taken = tally.take(AT.plusSeconds(60));
    assertThat(taken).hasSizeLessThan(2_200);
    assertThat(taken.stream().mapToLong(RefusalRecord::count).sum()).isEqualTo(refusals);
  }

  private Path file() {
    return directory.resolve("refusals.jsonl");
  }

  private FileRefusalLog open(Instant now) {
    return open(file(), now);
  }

  /** No time passes for the lane: its rate gives no room again while a test runs. */
  private static FileRefusalLog open(Path file, Instant now) {
    SteppedClock still = new SteppedClock(now);
    return new FileRefusalLog(file, still, still, RATE, BUDGET);
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(Condition condition) throws Exception {
    Deadline deadline = Deadline.in(Duration.ofSeconds(20), Ticker.system());
    while (!condition.holds() && !deadline.hasPassed()) {
      Thread.sleep(10);
    }
    assertThat(condition.holds()).isTrue();
  }

  private long size() throws IOException {
    long size = 0;
    for (String age : AGES) {
      Path file = directory.resolve("refusals.jsonl" + age);
      size += Files.exists(file) ? Files.size(file) : 0;
    }
    return size;
  }

  private static List<String> lines(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String age : AGES) {
      Path one = file.resolveSibling(file.getFileName() + age);
      if (Files.exists(one)) {
        lines.addAll(Files.readAllLines(one));
      }
    }
    return lines;
  }

  private static JsonValue value(String line, String name) throws Exception {
    return StrictJson.object(Bytes.utf8(line), JsonLimits.REQUEST)
        .member(name)
        .orElseThrow()
        .tree(line.length());
  }

  private static String text(String line, String name) throws Exception {
    return ((JsonString) value(line, name)).value();
  }

  private static long count(String line) throws Exception {
    return Long.parseLong(((JsonNumber) value(line, "count")).text());
  }

  private static long total(Path file) throws Exception {
    long total = 0;
    for (String line : lines(file)) {
      total += count(line);
    }
    return total;
  }

  private static Map<AuditId, Long> counts(Path file) throws Exception {
    Map<AuditId, Long> counts = new HashMap<>();
    for (String line : lines(file)) {
      counts.merge(new AuditId(text(line, "id")), count(line), Long::sum);
    }
    return counts;
  }

  private static final class LaneBench implements Bench {
    private final Path file;
    private final FileRefusalLog log;

    LaneBench(Path file) {
      this.file = file;
      this.log = open(file, AT);
    }

    @Override
    public RefusalLog lane() {
      return log;
    }

    @Override
    public int flood() {
      return 300;
    }

    @Override
    public Map<AuditId, Long> counts() {
      log.write(Instant.MAX);
      assertThat(log.trouble()).isEmpty();
      try {
        return FileRefusalLogTest.counts(file);
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void close() {
      log.close();
    }
  }
}
