package org.stellaops.signer.bootstrap;

import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.bypass.BypassGuard;
import org.stellaops.signer.core.keys.KeyRegister;
import org.stellaops.signer.core.seal.SealGuard;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.Observations;
import org.stellaops.signer.ports.SealStore.Act;
import org.stellaops.signer.ports.SealStore.Event;
import org.stellaops.signer.ports.SealStore.Person;
import org.stellaops.signer.ports.SealStore.SealState;

/**
 * Keeps {@link SealGuard}, {@link KeyRegister} and {@link BypassGuard} informed, on a thread of its
 * own: what people on another node do holds here within a second.
 */
final class SealWatch implements AutoCloseable {

  private static final Duration LONGEST = Duration.ofMillis(900);
  private static final Duration SEALING = Duration.ofSeconds(4);

  /** What an operator has to do where nobody can unseal. */
  static final String NOBODY =
      "nobody can unseal: seal.operators is empty; name a tenant there and restart";

  private final SealGuard guard;
  private final boolean isAnybodyOperator;
  private final KeyRegister register;
  private final BypassGuard bypasses;
  private final Observations observations;
  private final Ticker ticker;
  private volatile Set<Tenant> inDoubt = Set.of();
  private volatile boolean silent;
  private final ScheduledExecutorService thread;
  private final AtomicReference<@Nullable Pending> pending = new AtomicReference<>();

  /**
   * @param isAnybodyOperator whether there is somebody who may unseal
   */
  SealWatch(
      SealGuard guard,
      boolean isAnybodyOperator,
      KeyRegister register,
      BypassGuard bypasses,
      Observations observations,
      Ticker ticker) {
    this.observations = observations;
    this.guard = guard;
    this.isAnybodyOperator = isAnybodyOperator;
    this.register = register;
    this.bypasses = bypasses;
    this.ticker = ticker;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(task -> {
          Thread made = new Thread(task, "seal");
          made.setDaemon(true);
          return made;
        });
  }

  /**
   * Asks on the caller's thread, and from then on again and again.
   *
   * @throws RuntimeException the store does not say whether signing is stopped; nothing is
   *     scheduled
   */
  void start() {
    guard.refresh(Deadline.in(SEALING, ticker));
    register.refresh(Deadline.in(SEALING, ticker));
    tellDoubts();
    bypasses.refresh(Deadline.in(SEALING, ticker));
    long pause = SealGuard.REFRESHED_EVERY.toMillis();
    ScheduledFuture<?> unused =
        thread.scheduleWithFixedDelay(this::again, pause, pause, TimeUnit.MILLISECONDS);
  }

  private void again() {
    write();
    try {
      guard.refresh(Deadline.in(LONGEST, ticker));
      register.refresh(Deadline.in(LONGEST, ticker));
      tellDoubts();
      bypasses.refresh(Deadline.in(LONGEST, ticker));
    } catch (RuntimeException storeFails) {
      // The first two close signing by themselves when they have heard nothing for too long.
    }
    tellSilence();
  }

  private void tellSilence() {
    boolean now = !guard.isFresh() || !register.isFresh();
    if (now != silent) {
      silent = now;
      observations.storeSilent(now);
    }
  }

  /** How old what is known of seal and keys is; signing stops by itself at four seconds. */
  Duration sinceHeard() {
    Duration keys = register.sinceHeard();
    Duration seal = guard.sinceHeard();
    return keys.compareTo(seal) > 0 ? keys : seal;
  }

  private void tellDoubts() {
    Set<Tenant> now = register.inDoubt();
    if (!now.equals(inDoubt)) {
      inDoubt = now;
      observations.keysInDoubt(now.stream().map(Tenant::value).collect(Collectors.toSet()));
    }
  }

  /**
   * Stops all signing of this process at once, and of the service as soon as the store can be
   * written, which is tried until it is.
   *
   * @param signal stands for the person
   * @param written called once, on another thread, when the seal is durable
   * @param waiting called each time that it could not be written, with why
   */
  void seal(String signal, Runnable written, Consumer<RuntimeException> waiting) {
    guard.stopHere();
    Act act =
        new Act(
            Person.signal(signal),
            null,
            "a signal to the process at "
                + InstantSource.system().instant().truncatedTo(ChronoUnit.MILLIS));
    pending.set(new Pending(act, written, waiting));
    thread.execute(this::write);
  }

  private record Pending(Act act, Runnable written, Consumer<RuntimeException> waiting) {}

  /** On the one thread of this watch. */
  private void write() {
    Pending asked = pending.get();
    if (asked == null) {
      return;
    }
    try {
      guard.seal(asked.act(), Deadline.in(LONGEST, ticker));
    } catch (RuntimeException storeFails) {
      asked.waiting().accept(storeFails);
      return;
    }
    // Another signal that came meanwhile is written too.
    if (pending.compareAndSet(asked, null)) {
      asked.written().run();
    }
  }

  /** Why nothing is signed; empty where it is. */
  Optional<String> trouble() {
    if (guard.isStoppedHereAlone()) {
      return Optional.of(
          "sealed on this node by a signal; the store does not know it yet" + whoUnseals());
    }
    if (!guard.isFresh()) {
      return Optional.of(
          "the store has not said for too long whether signing is stopped: nothing is signed until"
              + " it does");
    }
    return sealedBy();
  }

  private Optional<String> sealedBy() {
    return guard
        .lastKnown()
        .filter(SealState::sealed)
        .map(state -> "sealed" + state.last().map(SealWatch::since).orElse("") + whoUnseals());
  }

  private String whoUnseals() {
    return isAnybodyOperator ? "" : "; " + NOBODY;
  }

  private static String since(Event event) {
    Person person = event.act().person();
    return " since " + event.at() + " by " + person.client();
  }

  /** The bypasses that hold, in words. */
  List<String> bypasses() {
    return bypasses.inWords();
  }

  boolean isSealed() {
    return guard.isStoppedHereAlone() || sealedBy().isPresent();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
