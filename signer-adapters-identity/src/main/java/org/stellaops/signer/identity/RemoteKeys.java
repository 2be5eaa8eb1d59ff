package org.stellaops.signer.identity;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.outbound.HttpAnswer;
import org.stellaops.signer.outbound.OutboundUrl;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;

/**
 * One issuer's published keys, fetched when needed and never more often than the least interval. At
 * most one fetch runs at a time and all who need it wait for the same one, each until its own
 * deadline; who asks for a known key that is not too old never waits.
 */
final class RemoteKeys {

  private static final int MAX_SET_BYTES = 128 * 1024;
  private static final Set<String> MEDIA_TYPES =
      Set.of("application/json", "application/jwk-set+json");

  private static final Map<String, String> ACCEPT =
      Map.of("Accept", "application/jwk-set+json, application/json");
  private static final Executor FETCHES = task -> Thread.ofVirtual().name("jwks").start(task);

  /** A service that starts before its issuer must not wait a whole interval for the first keys. */
  private static final long FIRST_KEYS_INTERVAL = TimeUnit.SECONDS.toNanos(5);

  private final IssuerName issuer;
  private final Dependency dependency;
  private final OutboundUrl set;
  private final KeySetTimes times;
  private final Ticker ticker;
  private final KeySetEvents events;
  private final JcaProviders providers;

  private final ReentrantLock starting = new ReentrantLock();
  private volatile State state;
  private @Nullable CompletableFuture<?> running;

  RemoteKeys(
      IssuerName issuer,
      Dependency dependency,
      OutboundUrl set,
      KeySetTimes times,
      Ticker ticker,
      KeySetEvents events,
      JcaProviders providers) {
    this.issuer = issuer;
    this.dependency = dependency;
    this.set = set;
    this.times = times;
    this.ticker = ticker;
    this.events = events;
    this.providers = providers;
    this.state = new State(PublishedKeys.NONE.byId(), null, null, true);
  }

  /**
   * The key of this {@code kid}; empty if the issuer, whose set is reachable, has no such key.
   *
   * @throws DependencyUnavailable if that cannot be known now
   */
  Optional<VerificationKey> find(String kid, Deadline deadline) {
    State before = state;
    VerificationKey known = usable(before, kid);
    if (known != null) {
      long age = age(before);
      if (age < times.maxAge().toNanos() * 4 / 5) {
        return Optional.of(known);
      }
      CompletableFuture<?> refresh = fetchIfDue();
      if (age < times.maxAge().toNanos() || before.unavailable()) {
        return Optional.of(known);
      }
      await(refresh, deadline);
    } else {
      await(fetchIfDue(), deadline);
    }
    State now = state;
    VerificationKey found = usable(now, kid);
    if (found == null && (now.unavailable() || isExpired(now))) {
      throw unavailable("its key set cannot be fetched");
    }
    return Optional.ofNullable(found);
  }

  /** Fetches the set unless it was read lately. For readiness. */
  void refresh(Deadline deadline) {
    if (isExpired(state) || state.unavailable()) {
      await(fetchIfDue(), deadline);
    }
    if (isExpired(state) || state.keys().isEmpty()) {
      throw unavailable("its key set cannot be fetched");
    }
  }

  private @Nullable VerificationKey usable(State from, String kid) {
    return isExpired(from) ? null : from.keys().get(kid);
  }

  private boolean isExpired(State of) {
    return of.readAt() == null || age(of) >= times.outageTolerance().toNanos();
  }

  private long age(State of) {
    Long readAt = of.readAt();
    return readAt == null ? Long.MAX_VALUE : ticker.nanos() - readAt;
  }

  private @Nullable CompletableFuture<?> fetchIfDue() {
    starting.lock();
    try {
      if (running != null && !running.isDone()) {
        return running;
      }
      State last = state;
      long now = ticker.nanos();
      if (last.attemptedAt() != null && now - last.attemptedAt() < interval(last)) {
        return null;
      }
      state = new State(last.keys(), last.readAt(), now, last.unavailable());
      running = CompletableFuture.runAsync(() -> fetch(now), FETCHES);
      return running;
    } finally {
      starting.unlock();
    }
  }

  private long interval(State last) {
    long interval = times.minInterval().toNanos();
    return last.unavailable() && isExpired(last)
        ? Math.min(interval, FIRST_KEYS_INTERVAL)
        : interval;
  }

  private void fetch(long askedAt) {
    Optional<PublishedKeys> read = Optional.empty();
    String why = "not a JWK set";
    try {
      HttpAnswer answer =
          set.get(ACCEPT, MAX_SET_BYTES, Deadline.in(times.timeout(), Ticker.system()));
      if (MEDIA_TYPES.contains(answer.mediaType())) {
        read = PublishedKeys.read(answer.body(), providers);
      }
    } catch (IOException | RuntimeException e) {
      why = e instanceof IOException ? String.valueOf(e.getMessage()) : e.toString();
    }
    settle(read, why, askedAt);
  }

  private void settle(Optional<PublishedKeys> read, String why, long askedAt) {
    State before = state;
    if (read.isEmpty()) {
      state = new State(before.keys(), before.readAt(), before.attemptedAt(), true);
      tell(() -> events.unavailable(issuer, why));
      return;
    }
    // A set without a usable key takes the old ones out of use, but says nothing about tokens.
    Map<String, VerificationKey> keys = read.get().byId();
    state = new State(keys, askedAt, before.attemptedAt(), keys.isEmpty());
    tell(() -> {
      read.get().refused().forEach(refused -> events.keyRefused(issuer, refused));
      if (keys.isEmpty()) {
        events.unavailable(issuer, "no usable key");
      } else {
        events.read(issuer, keys.size());
      }
    });
  }

  private static void tell(Runnable event) {
    try {
      event.run();
    } catch (RuntimeException e) {
      return; // whoever listens may be broken; the keys are not
    }
  }

  private void await(@Nullable CompletableFuture<?> fetch, Deadline deadline) {
    if (fetch == null) {
      return;
    }
    try {
      fetch.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw unavailable("its key set did not come in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("interrupted while its key set was fetched");
    } catch (ExecutionException | CancellationException e) {
      throw new IllegalStateException("a settled fetch does not fail", e);
    }
  }

  private DependencyUnavailable unavailable(String why) {
    return new DependencyUnavailable(dependency, false, dependency.label() + ": " + why);
  }

  /**
   * What is known, replaced as a whole.
   *
   * @param readAt when the set that holds {@code keys} was asked for, or null if never
   * @param attemptedAt when a fetch was last begun, or null if never
   * @param unavailable whether the last fetch failed, or none was made yet
   */
  private record State(
      Map<String, VerificationKey> keys,
      @Nullable Long readAt,
      @Nullable Long attemptedAt,
      boolean unavailable) {}
}
