package org.stellaops.signer.bootstrap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.stellaops.signer.identity.JwksTokens;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.ArtifactRegistry;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.PortException;
import org.stellaops.signer.ports.SigningKeys;

/**
 * Asks each dependency whether it answers, all at once. Good answers stand for five seconds and bad
 * ones for one, so that polling does not turn into load on a registry.
 */
public final class ReadinessProbe implements AutoCloseable {

  private static final int MOST_THREADS = 64;
  private static final Duration LONGEST = Duration.ofMillis(900);
  private static final Duration GOOD_STANDS = Duration.ofSeconds(5);
  private static final Duration BAD_STANDS = Duration.ofSeconds(1);
  private static final Duration FIRST_TIME = Duration.ofSeconds(5);

  /** An image that no registry has: to look it up costs least. */
  private static final Digest NO_IMAGE = new Digest("0".repeat(64));

  private static final String ANY_BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";

  private final Supplier<List<Check>> checks;
  private final UnaryOperator<Map<String, State>> judged;
  private final Ticker ticker;
  private final ThreadPoolExecutor threads;
  private final Set<String> unanswered = ConcurrentHashMap.newKeySet();
  private Map<String, State> last = Map.of();
  private Deadline stands;

  ReadinessProbe(Supplier<List<Check>> checks, Ticker ticker) {
    this(checks, states -> states, ticker);
  }

  /**
   * @param judged says what is needed where that depends on how the others stand
   */
  ReadinessProbe(
      Supplier<List<Check>> checks, UnaryOperator<Map<String, State>> judged, Ticker ticker) {
    this.checks = checks;
    this.judged = judged;
    this.ticker = ticker;
    this.stands = Deadline.in(Duration.ZERO, ticker);
    this.threads =
        new ThreadPoolExecutor(
            0,
            MOST_THREADS,
            30,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, "readiness");
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor.CallerRunsPolicy());
  }

  /**
   * Whether one dependency answers.
   *
   * @param name its label, {@code registry:NAME} for a source of releases
   * @param question says why not, or throws; empty where it answers
   * @param needed whether nothing works without it; else the service is ready all the same
   */
  record Check(String name, Question question, boolean needed) {

    Check(String name, Question question) {
      this(name, question, true);
    }

    /** Of what only some requests need. */
    static Check optional(String name, Consumer<Deadline> call) {
      return new Check(name, reaching(name, call).question(), false);
    }

    /** Of a backend that holds keys, which says why it does not answer. */
    static Check ofKeys(String name, SigningKeys backend) {
      return explained(name, "does not answer: ", backend::requireReachable);
    }

    /** Of a dependency whose failures are explained: no message of its port has a secret. */
    static Check explained(String name, String before, Consumer<Deadline> call) {
      return new Check(
          name,
          deadline -> {
            try {
              call.accept(deadline);
              return Optional.empty();
            } catch (PortException e) {
              return Optional.of(before + e.getMessage());
            }
          });
    }

    /** Of a dependency whose failures are not explained to operators here. */
    static Check reaching(String name, Consumer<Deadline> call) {
      return new Check(
          name,
          deadline -> {
            call.accept(deadline);
            return Optional.empty();
          });
    }
  }

  @FunctionalInterface
  interface Question {
    Optional<String> ask(Deadline deadline);
  }

  /**
   * What is known of one dependency.
   *
   * @param why a few words for operators, without secrets
   * @param needed whether the service is not ready without it; what is not needed may be out, and
   *     is told all the same
   */
  public record State(boolean ok, String why, boolean needed) {

    /** Of what nothing works without. */
    public State(boolean ok, String why) {
      this(ok, why, true);
    }

    /** Whether the service can do nothing for this reason. */
    public boolean stops() {
      return !ok && needed;
    }
  }

  /**
   * Asks once in the background, so that key sets are there before the first request needs them.
   * Does not wait.
   */
  void warm() {
    Deadline deadline = Deadline.in(FIRST_TIME, ticker);
    for (Check check : checks.get()) {
      threads.execute(() -> ask(check, deadline));
    }
  }

  /** By the name of the dependency, in a stable order; answers in a second. */
  public Map<String, State> check() {
    return check(LONGEST);
  }

  /**
   * As {@link #check()}, for who asks only once and would rather wait than hear that a dependency
   * had no time to answer.
   *
   * @param longest after which a dependency counts as not answering
   */
  public synchronized Map<String, State> check(Duration longest) {
    if (!stands.hasPassed()) {
      return last;
    }
    Deadline deadline = Deadline.in(longest, ticker);
    List<Check> now = checks.get();
    List<Future<State>> asked = new ArrayList<>();
    for (Check check : now) {
      asked.add(asked(check, deadline));
    }
    Map<String, State> states = new LinkedHashMap<>();
    for (int i = 0; i < asked.size(); i++) {
      State state = await(asked.get(i), deadline);
      states.put(now.get(i).name(), new State(state.ok(), state.why(), now.get(i).needed()));
    }
    states.putAll(judged.apply(states));
    last = states;
    boolean good = states.values().stream().allMatch(State::ok);
    stands = Deadline.in(good ? GOOD_STANDS : BAD_STANDS, ticker);
    return states;
  }

  /** A dependency that still owes an answer is not asked again: it may take a thread for good. */
  private Future<State> asked(Check check, Deadline deadline) {
    if (!unanswered.add(check.name())) {
      return CompletableFuture.completedFuture(new State(false, "no answer in time"));
    }
    FutureTask<State> question = new FutureTask<>(() -> ask(check, deadline));
    threads.execute(() -> {
      try {
        question.run();
      } finally {
        unanswered.remove(check.name());
      }
    });
    return question;
  }

  private static State ask(Check check, Deadline deadline) {
    try {
      return check
          .question()
          .ask(deadline)
          .map(why -> new State(false, why))
          .orElseGet(() -> new State(true, "ok"));
    } catch (RuntimeException e) {
      return new State(false, "does not answer");
    }
  }

  private static State await(Future<State> answer, Deadline deadline) {
    try {
      return answer.get(Math.max(1, deadline.remaining().toMillis()), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new State(false, "interrupted");
    } catch (ExecutionException e) {
      return new State(false, "does not answer");
    } catch (TimeoutException e) {
      answer.cancel(true);
      return new State(false, "no answer in time");
    }
  }

  static Check journal(OpenedStore store) {
    return new Check(Dependency.JOURNAL.label(), deadline -> store.trouble().apply(deadline));
  }

  /** All but the journal. */
  static List<Check> peers(
      Map<String, SigningKeys> backends,
      List<ArtifactRegistry> sources,
      Map<String, JwksTokens> authorities,
      JwksTokens licensing) {
    List<Check> checks = new ArrayList<>();
    backends.forEach(
        (name, backend) -> checks.add(Check.ofKeys(UsableKeys.PREFIX + name, backend)));
    for (ArtifactRegistry source : sources) {
      checks.add(registry(source));
      source.mirrors().forEach(mirror -> checks.add(registry(mirror)));
    }
    authorities.forEach((name, tokens) ->
        checks.add(
            Check.reaching(Dependency.AUTHORITY.label() + ":" + name, tokens::requireReachable)));
    checks.add(Check.reaching(Dependency.LICENSING.label(), licensing::requireReachable));
    return checks;
  }

  /** Its message names the source, what it answered, and what kept a login away. */
  static Check registry(ArtifactRegistry source) {
    return Check.explained(
        UsableSources.check(source),
        "",
        deadline -> source.referrers(NO_IMAGE, ANY_BUNDLE, deadline));
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
