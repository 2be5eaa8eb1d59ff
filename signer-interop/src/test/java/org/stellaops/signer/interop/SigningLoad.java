package org.stellaops.signer.interop;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.stellaops.signer.dev.SampleRelease;

/** Callers that have statements signed one after the other until they are told to stop. */
final class SigningLoad implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration ONE_TOKEN = Duration.ofMinutes(2);

  private final ExecutorService threads;
  private final List<Future<?>> calls = new ArrayList<>();
  private final List<Answer> answers = new CopyOnWriteArrayList<>();
  private final CountDownLatch stopped = new CountDownLatch(1);

  /**
   * One request's end.
   *
   * @param asked when it was sent
   * @param told when its answer was there
   */
  record Answer(Instant asked, Instant told, int status, Caller.Reply reply) {

    boolean isSigned() {
      return status == 200;
    }
  }

  /**
   * @param key the key that is asked for; empty for none, so that the profile chooses
   */
  SigningLoad(Service service, int callers, String key) {
    threads = Executors.newFixedThreadPool(callers);
    for (int caller = 0; caller < callers; caller++) {
      String name = "load-" + key + "-" + caller;
      calls.add(threads.submit(() -> call(service, name, key)));
    }
  }

  private void call(Service service, String name, String key) {
    for (int token = 0; stopped.getCount() > 0; token++) {
      callWithOneToken(service, name + "-" + token, key);
    }
  }

  /** Tokens and proofs end; a long run takes new ones long before. */
  private void callWithOneToken(Service service, String name, String key) {
    Instant renewal = Instant.now().plus(ONE_TOKEN);
    try (Caller caller = new Caller(service, Map.of("scope", "signer.sign"))) {
      ObjectNode body = caller.sbom(name, SampleRelease.RELEASED.toString());
      if (!key.isEmpty()) {
        ((ObjectNode) body.get("options")).putArray("keys").add(key);
      }
      for (int count = 0; stopped.getCount() > 0 && Instant.now().isBefore(renewal); count++) {
        ((ObjectNode) body.get("predicate")).put("version", count);
        Instant asked = Instant.now();
        Caller.Reply reply = caller.sign(body);
        answers.add(new Answer(asked, Instant.now(), reply.status(), reply));
      }
    } catch (UncheckedIOException lost) {
      throw new AssertionError(name + " had no answer", lost);
    }
  }

  /** Returns once {@code more} requests that begin from now on were answered. */
  void awaitMore(int more) {
    Instant from = Instant.now();
    Instant end = from.plus(PATIENCE);
    while (answers.stream().filter(each -> each.asked().isAfter(from)).count() < more) {
      if (Instant.now().isAfter(end) || calls.stream().anyMatch(Future::isDone)) {
        stop();
        throw new AssertionError("no " + more + " answers since " + from);
      }
      goOn(Duration.ofMillis(50));
    }
  }

  /** Lets it go on for a time. */
  void goOn(Duration time) {
    try {
      if (stopped.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("stopped already");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** All answers, once each caller has its last; fails where one went without. */
  List<Answer> stop() {
    stopped.countDown();
    for (Future<?> call : calls) {
      try {
        call.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        throw new AssertionError(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted", e);
      }
    }
    return List.copyOf(answers);
  }

  @Override
  public void close() {
    stopped.countDown();
    threads.shutdownNow();
  }
}
