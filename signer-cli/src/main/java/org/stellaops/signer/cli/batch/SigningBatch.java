package org.stellaops.signer.cli.batch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.batch.FileResult.State;
import org.stellaops.signer.cli.files.PendingFile;
import org.stellaops.signer.cli.service.SigningSession;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.ExitCode;
import org.stellaops.signer.cli.terminal.FailureCode;
import org.stellaops.signer.cli.terminal.ShutdownHooks;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.cli.terminal.VisibleText;
import org.stellaops.signer.model.Ticker;

/**
 * Signs many files, some at a time, and says what came of each in the order in which they were
 * named. The first request goes alone: what is wrong with the token or the server is found out
 * once, and a certificate that serves them all is made once. What a run that was interrupted has
 * signed, the next finds by its bundles; there is no other record.
 */
public final class SigningBatch {

  private static final int AT_ONCE = 4;
  private static final int AHEAD = 64;
  private static final Duration LOOK = Duration.ofMillis(150);
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(3);

  /** A code that tells more stands before one that tells less. */
  private static final List<ExitCode> WORST_FIRST =
      List.of(ExitCode.NO, ExitCode.UNREACHABLE, ExitCode.REFUSED, ExitCode.LATER, ExitCode.USAGE);

  private final List<BatchFile> all;
  private final BatchFiles files;
  private final Terminal terminal;
  private final Patience patience = new Patience(Ticker.system());
  private final FileSigner signer;
  private final ProgressBar bar;
  private final AtomicReference<@Nullable CommandFailed> stopped = new AtomicReference<>();
  private final AtomicInteger signed = new AtomicInteger();
  private final Map<State, Integer> counts = new EnumMap<>(State.class);
  private final Set<ExitCode> codes = new HashSet<>();
  private final Set<String> said = new HashSet<>();

  public SigningBatch(BatchOrder order, SigningSession session, Terminal terminal) {
    this.files = order.files();
    this.all = files.all();
    this.terminal = terminal;
    this.signer = new FileSigner(order, session, patience);
    this.bar = new ProgressBar(all.size(), Ticker.system());
  }

  /**
   * Signs them.
   *
   * @return that of the worst; good only if every file is signed
   * @throws CommandFailed the run was stopped before its end
   */
  public ExitCode run() {
    ExecutorService threads =
        Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().name("sign-", 1).factory());
    ShutdownHooks.process().add(this, () -> interrupted(threads));
    all.stream()
        .map(file -> file.bundle().toAbsolutePath().getParent())
        .distinct()
        .filter(Objects::nonNull)
        .forEach(PendingFile::removeLeft);
    try {
      print(first(), threads);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailed(FailureCode.UNEXPECTED, "told to stop", e);
    } finally {
      // Of what is asked already, the answers are kept.
      patience.stop();
      threads.close();
      terminal.endStatus();
      ShutdownHooks.process().remove(this);
    }
    conclude();
    return WORST_FIRST.stream().filter(codes::contains).findFirst().orElse(ExitCode.GOOD);
  }

  /** Told to stop: what was asked is kept if its answer comes soon, and nothing more is asked. */
  private void interrupted(ExecutorService threads) {
    patience.stop();
    threads.shutdown();
    try {
      boolean _ = threads.awaitTermination(LAST_ANSWERS.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    terminal.say("stopped: " + rest());
  }

  private String rest() {
    return signed.get()
        + " of "
        + all.size()
        + " file(s) are signed, and the same command signs the rest later";
  }

  /** Files until the first that is signed now, each by its number. */
  private Map<Integer, FileResult> first() throws InterruptedException {
    Map<Integer, FileResult> early = new HashMap<>();
    for (int i = 0; i < all.size() && !patience.isStopped(); i++) {
      if (signer.isMissing(all.get(i))) {
        terminal.status(bar.line(0, 0, Duration.ZERO));
        Optional<FileResult> result = one(all.get(i));
        if (result.isPresent()) {
          early.put(i, result.get());
        }
        if (result.isPresent() && result.get().state() == State.SIGNED) {
          break;
        }
      }
    }
    return early;
  }

  private void print(Map<Integer, FileResult> early, ExecutorService threads)
      throws InterruptedException {
    Deque<Future<Optional<FileResult>>> running = new ArrayDeque<>();
    int next = 0;
    int done = 0;
    while (next < all.size() || !running.isEmpty()) {
      while (next < all.size() && running.size() < AHEAD) {
        BatchFile file = all.get(next);
        FileResult known = early.remove(next);
        running.add(
            known == null
                ? threads.submit(() -> one(file))
                : CompletableFuture.completedFuture(Optional.of(known)));
        next++;
      }
      result(running.remove(), done).ifPresent(this::print);
      done++;
    }
  }

  private Optional<FileResult> result(Future<Optional<FileResult>> running, int done)
      throws InterruptedException {
    while (true) {
      terminal.status(bar.line(done, counts.getOrDefault(State.REFUSED, 0), patience.left()));
      try {
        return running.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException later) {
        // The status may have changed.
      } catch (ExecutionException e) {
        switch (e.getCause()) {
          case Error error -> throw error;
          case RuntimeException failure -> throw failure;
          case null, default -> throw new IllegalStateException(e);
        }
      }
    }
  }

  /** Empty for a file that was not looked at, since the run was stopped. */
  private Optional<FileResult> one(BatchFile file) throws InterruptedException {
    if (patience.isStopped()) {
      return Optional.empty();
    }
    try {
      FileResult result = signer.sign(file);
      signed.incrementAndGet();
      return Optional.of(result);
    } catch (CancellationException notAsked) {
      return Optional.empty();
    } catch (CommandFailed e) {
      return Optional.of(FileResult.refused(file.document(), e));
    } catch (BatchStopped e) {
      stopped.compareAndSet(null, e.why());
      patience.stop();
      return Optional.of(FileResult.refused(file.document(), e.why()));
    }
  }

  private void print(FileResult result) {
    counts.merge(result.state(), 1, Integer::sum);
    codes.add(result.exitCode());
    if (terminal.json()) {
      terminal.result(result.json());
    } else {
      terminal.line(result.line());
    }
    // What is said of the signer is the same for each file.
    result.notes().stream().filter(said::add).forEach(note -> terminal.say(VisibleText.line(note)));
  }

  private void conclude() {
    CommandFailed why = stopped.get();
    if (why != null) {
      throw new CommandFailed(
          why.exitCode(), why.facts(), why.getMessage() + "; stopped: " + rest(), why);
    }
    if (files.others() > 0) {
      terminal.say("note: " + files.others() + " other file(s) were passed over");
    }
    if (files.links() > 0) {
      terminal.say("note: " + files.links() + " link(s) to directories were not followed");
    }
    if (!terminal.json()) {
      int now = counts.getOrDefault(State.SIGNED, 0);
      int before = counts.getOrDefault(State.ALREADY_SIGNED, 0);
      terminal.line(
          (now + before)
              + " of "
              + all.size()
              + " file(s) signed: "
              + now
              + " now, "
              + before
              + " already");
    }
  }
}
