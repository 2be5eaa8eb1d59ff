package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code stella sign export} that is killed (SIGKILL) at a system call which strace waits for: a
 * directory of the export's name is there whole or not at all, and the next run makes it whatever
 * the one before left.
 */
class ExportInterruptedTest {

  private static final String PART = ".signed.part";

  /** Where a run is ended: before it does this call on this path. */
  private enum Moment {
    READING_THE_FILES("read:error=EIO:signal=KILL:when=3", "release/large"),
    WRITING_A_SIGNATURE("write,pwrite64:error=EIO:signal=KILL:when=1", PART + "/export.json.sig"),
    WRITTEN_NOT_YET_SYNCED("fsync:error=EIO:signal=KILL:when=1", PART),
    SYNCED_NOT_YET_NAMED("?rename,?renameat,?renameat2:error=EIO:signal=KILL:when=1", PART);

    private final String call;
    private final String path;

    Moment(String call, String path) {
      this.call = call;
      this.path = path;
    }
  }

  @TempDir static Path state;
  @TempDir Path directory;

  private static Service service;

  @BeforeAll
  static void start() {
    service = Service.development(state.resolve("dev"), Peer.freePorts(3));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @BeforeEach
  void files() throws IOException {
    Assumptions.assumeTrue(
        Command.of(Tools.strace(), "-o", directory.resolve("probe").toString(), "true").run().exit()
            == 0,
        "strace not found able to trace a process here: ask for the right to (ptrace)");
    Path tree = Files.createDirectories(directory.resolve("release"));
    Files.writeString(tree.resolve("app.cdx.json"), "{}");
    Files.write(tree.resolve("large"), new byte[4 << 20]);
  }

  private List<String> sign() {
    return List.of(
        Tools.stella().toString(),
        "sign",
        "export",
        "release",
        "-o",
        "signed",
        "--server",
        service.origin().toString(),
        "--dev",
        "--public-key",
        "export.pub",
        "--created",
        "2026-11-28T08:00:00Z");
  }

  private Command.Outcome run(Path program, List<String> words) {
    return Command.of(program, words.toArray(String[]::new))
        .in(directory)
        .within(Duration.ofMinutes(3))
        .run();
  }

  private Command.Outcome completed() {
    List<String> words = sign();
    return run(Path.of(words.getFirst()), words.subList(1, words.size()));
  }

  private void killed(String call, String path) throws IOException {
    Path trace = directory.resolve("trace");
    List<String> words =
        Stream.concat(
                Stream.of(
                    "-f",
                    "-qq",
                    "-o",
                    trace.toString(),
                    "-P",
                    directory.resolve(path).toString(),
                    "-e",
                    "trace=" + call.substring(0, call.indexOf(':')),
                    "-e",
                    "inject=" + call),
                sign().stream())
            .toList();
    Command.Outcome outcome = run(Tools.strace(), words);
    assertThat(outcome.exit()).as(outcome.toString()).isNotZero();
    assertThat(Files.readString(trace)).contains("killed by SIGKILL");
  }

  private Command.Outcome verified(String signed) {
    return run(
        Tools.stella(),
        List.of("verify", "export", "release", "--signed", signed, "--key", "export.pub"));
  }

  @Test
  void kill9_atEachStep_leavesNoExport_andTheNextRunMakesIt() throws IOException {
    publicKey();
    for (Moment each : Moment.values()) {
      killed(each.call, each.path);

      assertThat(directory.resolve("signed")).as(each.name()).doesNotExist();
      Command.Outcome none = verified("signed");
      assertThat(none.exit()).as(each + ": " + none).isNotZero();
    }
    // The last one was killed when all was written and only the name was not there.
    assertThat(directory.resolve(PART)).isDirectory();

    Command.Outcome outcome = completed();

    assertThat(outcome.exit()).as(outcome.toString()).isZero();
    assertThat(verified("signed").exit()).isZero();
    assertThat(directory.resolve(PART)).doesNotExist();
  }

  @Test
  void kill9_onceItHasItsName_leavesAWholeExport_whichTheNextRunLeavesAlone() throws IOException {
    publicKey();
    killed("fsync:error=EIO:signal=KILL:when=1", "");

    Command.Outcome outcome = completed();

    assertThat(outcome.exit()).isEqualTo(3);
    assertThat(outcome.text()).contains("it is there already");
    assertThat(verified("signed").exit()).isZero();
  }

  /** Whoever verifies has the key from elsewhere: a run that is let alone writes it. */
  private void publicKey() throws IOException {
    Command.Outcome outcome = completed();
    assertThat(outcome.exit()).as(outcome.toString()).isZero();
    Files.move(directory.resolve("signed"), directory.resolve("before"));
  }
}
