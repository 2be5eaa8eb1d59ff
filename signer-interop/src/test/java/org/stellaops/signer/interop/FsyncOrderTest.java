package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.dev.SampleRelease;
import org.stellaops.signer.interop.Caller.Reply;

/** What the kernel saw of one signed request: its outcome was on the medium before its answer. */
class FsyncOrderTest {
  private static final Pattern CALL =
      Pattern.compile("^(\\d+) +(\\S+) (?:(\\w+)\\((.*)|<\\.\\.\\. (\\w+) resumed>(.*))$");
  private static final String LOG = "journal.db-wal";

  @TempDir Path directory;

  /** One system call, by the lines of the trace at which it began and ended. */
  private record Call(String name, String arguments, int begun, int ended, boolean good) {
    boolean writesLog() {
      return (name.equals("pwrite64") || name.equals("write") || name.equals("writev")) && onLog();
    }

    boolean syncsLog() {
      return (name.equals("fdatasync") || name.equals("fsync")) && onLog() && good;
    }

    private boolean onLog() {
      return arguments.split(",", 2)[0].contains(LOG);
    }
  }

  @Test
  void sign_answered_afterTheFsyncOfItsLastWrite() throws IOException {
    Path trace = directory.resolve("trace");
    try (Service service =
            Service.development(strace(trace), directory.resolve("state"), Peer.freePorts(3));
        Caller caller = new Caller(service, Map.of("scope", "signer.sign signer.audit"))) {
      int before = Files.readAllLines(trace, StandardCharsets.ISO_8859_1).size();
      Reply reply = caller.sign(caller.sbom("app", SampleRelease.RELEASED.toString()));
      assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
      caller.get("/healthz");

      List<Call> calls = calls(Files.readAllLines(trace, StandardCharsets.ISO_8859_1), before);
      Call answer =
          calls.stream()
              .filter(call -> call.arguments().contains("HTTP/1.1 200"))
              .filter(call -> call.arguments().contains("Audit-Id: " + reply.header("Audit-Id")))
              .findFirst()
              .orElseThrow(() -> new AssertionError("no answer in the trace: " + calls));
      Call lastWrite =
          calls.stream()
              .filter(Call::writesLog)
              .filter(call -> call.begun() < answer.begun())
              .reduce((earlier, later) -> later)
              .orElseThrow(() -> new AssertionError("no write to the log: " + calls));

      assertThat(calls)
          .as("an fsync between line %d and line %d", lastWrite.ended(), answer.begun())
          .anyMatch(call ->
              call.syncsLog() && call.begun() > lastWrite.ended() && call.ended() < answer.begun());
      assertThat(calls.stream().filter(call -> call.syncsLog() && call.ended() < answer.begun()))
          .as("opened, intent and outcome each had theirs")
          .hasSizeGreaterThanOrEqualTo(3);
    }
  }

  private static List<String> strace(Path trace) {
    Path strace = Tools.strace();
    Assumptions.assumeTrue(
        Command.of(strace, "-o", trace + ".probe", "true").run().exit() == 0,
        "strace not found able to trace a process here: ask for the right to (ptrace)");
    return List.of(
        strace.toString(),
        "-f",
        "-tt",
        "-y",
        "-s",
        "1024",
        "-e",
        "trace=fdatasync,fsync,pwrite64,write,writev,sendto,sendmsg",
        "-o",
        trace.toString());
  }

  /** A call that another thread's interrupted in the trace is put together again. */
  private static List<Call> calls(List<String> lines, int from) {
    Map<String, Call> unfinished = new HashMap<>();
    List<Call> calls = new ArrayList<>();
    for (int line = from; line < lines.size(); line++) {
      Matcher call = CALL.matcher(lines.get(line));
      if (!call.matches()) {
        continue;
      }
      String thread = call.group(1);
      if (call.group(3) == null) {
        Call begun = unfinished.remove(thread);
        if (begun != null) {
          calls.add(
              new Call(begun.name(), begun.arguments(), begun.begun(), line, good(call.group(6))));
        }
      } else if (call.group(4).endsWith("<unfinished ...>")) {
        unfinished.put(thread, new Call(call.group(3), call.group(4), line, line, false));
      } else {
        calls.add(new Call(call.group(3), call.group(4), line, line, good(call.group(4))));
      }
    }
    unfinished.values().forEach(calls::add);
    calls.sort((one, other) -> Integer.compare(one.begun(), other.begun()));
    return calls;
  }

  private static boolean good(String rest) {
    return Pattern.compile("\\)\\s+= \\d+").matcher(rest).find();
  }
}
