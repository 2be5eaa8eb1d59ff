package org.stellaops.signer.cli.verdict;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.files.WrappedBundle;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.ExitCode;
import org.stellaops.signer.cli.terminal.FailureCode;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.cli.terminal.VisibleText;
import org.stellaops.signer.cli.verdict.NamedDocuments.Named;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.Check;
import org.stellaops.signer.ports.Check.Outcome;
import org.stellaops.signer.verify.BundleVerdict;
import org.stellaops.signer.verify.BundleVerification;

/**
 * Verifies documents each on its own, one on every processor at a time, and says what came of each
 * in the order in which they were named. What is kept of one is its line: as many documents are in
 * memory as there are threads, and of large ones a single one.
 */
final class ManyDocuments {

  private static final String SCHEMA = "https://stella-ops.org/schemas/stella/verify-file/v1";
  private static final int WORD = 18;
  private static final int AHEAD = 64;
  private static final long LARGE = 32 << 20;

  /** A code that tells more stands before one that tells less: a no is not hidden by others. */
  private static final List<ExitCode> WORST_FIRST =
      List.of(ExitCode.NO, ExitCode.UNREACHABLE, ExitCode.USAGE, ExitCode.UNSUPPORTED);

  private final VerifyRequest request;
  private final VerifyRequest.Wanted wanted;
  private final BundleVerification verification;
  private final Terminal terminal;
  private final Semaphore large = new Semaphore(1);
  private final Map<ExitCode, Integer> counts = new EnumMap<>(ExitCode.class);

  /** What is printed of one. */
  private record Line(ExitCode exitCode, String text, Bytes json, String note) {}

  ManyDocuments(VerifyRequest request, VerifyRequest.Wanted wanted, Terminal terminal) {
    this.request = request;
    this.wanted = wanted;
    this.verification = wanted.verification();
    this.terminal = terminal;
  }

  ExitCode verify() {
    NamedDocuments named = new NamedDocuments(request.documents());
    ExecutorService threads =
        Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(),
            task -> {
              Thread thread = new Thread(task, "verify");
              thread.setDaemon(true);
              return thread;
            });
    try {
      print(named, threads);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailed(FailureCode.UNEXPECTED, "told to stop", e);
    } finally {
      threads.shutdownNow();
      terminal.endStatus();
    }
    conclude(named);
    boolean allGood = counts.keySet().stream().allMatch(ExitCode.GOOD::equals);
    return WORST_FIRST.stream()
        .filter(counts::containsKey)
        .findFirst()
        .orElse(allGood ? ExitCode.GOOD : ExitCode.UNREACHABLE);
  }

  private void print(NamedDocuments named, ExecutorService threads) throws InterruptedException {
    Deque<Future<Line>> running = new ArrayDeque<>();
    Iterator<Named> next = named.all().iterator();
    int done = 0;
    while (next.hasNext() || !running.isEmpty()) {
      while (next.hasNext() && running.size() < AHEAD) {
        Named one = next.next();
        running.add(threads.submit(() -> line(one)));
      }
      Line line = result(running.remove());
      counts.merge(line.exitCode(), 1, Integer::sum);
      if (request.json()) {
        terminal.result(line.json());
      } else {
        terminal.line(VisibleText.line(line.text()));
      }
      if (!line.note().isEmpty()) {
        terminal.say("note: " + VisibleText.line(line.note()));
      }
      done++;
      terminal.status(done + " of " + named.all().size() + " looked at");
    }
  }

  private static Line result(Future<Line> running) throws InterruptedException {
    try {
      return running.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case Error error -> throw error;
        case RuntimeException failure -> throw failure;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  private Line line(Named named) throws InterruptedException {
    Path file = named.file();
    if (named.failed() != null) {
      return failed(file, named.failed());
    }
    boolean alone = isLarge(file);
    if (alone) {
      large.acquire();
    }
    try {
      return verified(file, LocalFile.read(file));
    } catch (CommandFailed e) {
      return failed(file, e);
    } finally {
      if (alone) {
        large.release();
      }
    }
  }

  /** Also what does not say how large it is. */
  private static boolean isLarge(Path file) {
    try {
      return !Files.isRegularFile(file) || Files.size(file) > LARGE;
    } catch (IOException e) {
      return true;
    }
  }

  private Line verified(Path file, Bytes content) {
    BundleVerdict verdict =
        verification.verify(List.of(content), wanted.trusted(), wanted.expected());
    ExitCode code = VerdictWords.exitCode(verdict);
    String word =
        switch (code) {
          case GOOD -> request.comparesArtifact() ? "verified" : "signature verified";
          case UNSUPPORTED -> "CANNOT BE CHECKED";
          default -> "NOT VERIFIED";
        };
    Bytes json =
        object(file, code)
            .canonical("verdict", VerdictWords.document(verdict, wanted.trusted()))
            .bytes();
    String note = code == ExitCode.GOOD ? "" : WrappedBundle.hint(file, content).orElse("");
    return new Line(code, VerdictWords.column(word, WORD) + file + why(verdict, code), json, note);
  }

  /** The first check that decided against it. */
  private static String why(BundleVerdict verdict, ExitCode code) {
    Outcome decided = code == ExitCode.UNSUPPORTED ? Outcome.UNSUPPORTED : Outcome.FAILED;
    return verdict.checks().stream()
        .filter(check -> code != ExitCode.GOOD && check.outcome() == decided)
        .findFirst()
        .map((Check check) -> ": " + check.name() + ": " + VerdictWords.detail(check))
        .orElse("");
  }

  private static Line failed(Path file, CommandFailed why) {
    Bytes json = object(file, why.exitCode()).canonical("error", why.document()).bytes();
    String text = VerdictWords.column("NOT READ", WORD) + file + ": " + why.getMessage();
    return new Line(why.exitCode(), text, json, "");
  }

  private static CanonicalWriter object(Path file, ExitCode code) {
    return CanonicalWriter.object()
        .string("document", writable(file.toString()))
        .number("exitCode", code.number())
        .string("schema", SCHEMA);
  }

  /** A file's name may hold characters that no JSON string here can: they are shown by number. */
  private static String writable(String name) {
    StringBuilder text = new StringBuilder();
    name.codePoints()
        .forEach(c -> {
          boolean lone = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
          boolean none = (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
          if (lone || none) {
            text.append("\\u{").append(Integer.toHexString(c)).append('}');
          } else {
            text.appendCodePoint(c);
          }
        });
    return text.toString();
  }

  /** The sum, for people; a program has the lines and the exit code. */
  private void conclude(NamedDocuments named) {
    if (named.others() > 0) {
      terminal.say(
          "note: "
              + named.others()
              + " other file(s) were not looked at: names of documents end"
              + " with "
              + NamedDocuments.ENDINGS);
    }
    if (named.links() > 0) {
      terminal.say("note: " + named.links() + " link(s) to directories were not followed");
    }
    if (request.json()) {
      return;
    }
    int total = named.all().size();
    int good = counts.getOrDefault(ExitCode.GOOD, 0);
    String sum = good + " of " + total + " document(s) verified";
    terminal.line(request.comparesArtifact() ? sum : sum + "; " + VerdictWords.NONE);
  }
}
