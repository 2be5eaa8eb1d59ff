package org.stellaops.signer.bootstrap;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.core.api.policy.PolicySnapshot;
import org.stellaops.signer.core.keys.KeyRegister;
import org.stellaops.signer.core.signing.OpenKeys;
import org.stellaops.signer.core.signing.OpenKeys.Unavailable;
import org.stellaops.signer.core.signing.OtherUses;
import org.stellaops.signer.crypto.FipsModule;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.PortException;
import org.stellaops.signer.ports.SigningKeys;

/**
 * The policy in force, with the key backends that it names. A new one is opened and checked as a
 * whole beside the old one, then takes its place in one step. Requests that run keep to the old
 * one, whose backends stay open until no request can need them.
 */
final class LivePolicy implements Supplier<PolicySnapshot>, AutoCloseable {

  private final Ticker ticker;
  private final Duration longestRequest;
  private final Map<PolicySnapshot, Map<String, SigningKeys>> backends =
      Collections.synchronizedMap(new WeakHashMap<>());
  private final Map<PolicySnapshot, OtherUses> otherUses =
      Collections.synchronizedMap(new WeakHashMap<>());
  private final KeyBackendPool pool;
  private final OpenKeys keys;
  private final Deque<Retired> retired = new ArrayDeque<>();
  private final OpenKeys.Opening first;
  private volatile Generation current;

  /**
   * Opens the first policy. Nothing is recorded of its keys before {@link #enrol}.
   *
   * @param fips the module that is used alone, where there is one
   * @param register learns of each key
   * @param longestRequest after which no request holds on to a policy that was replaced
   * @throws StartFailed it cannot be put in force; nothing stays open
   */
  LivePolicy(
      Config config,
      Optional<FipsModule> fips,
      Ticker ticker,
      KeyRegister register,
      Duration longestRequest,
      Deadline deadline)
      throws StartFailed {
    this.pool = new KeyBackendPool(fips);
    this.ticker = ticker;
    this.longestRequest = longestRequest;
    this.keys =
        new OpenKeys(
            snapshot -> backends.getOrDefault(snapshot, Map.of()),
            snapshot -> otherUses.getOrDefault(snapshot, OtherUses.none()),
            ticker,
            register);
    try {
      Prepared first = prepare(config, deadline);
      this.first = first.keys();
      this.current = first.generation();
    } catch (StartFailed | RuntimeException e) {
      pool.close();
      throw e;
    }
  }

  private record Generation(
      PolicySnapshot snapshot,
      Map<String, SigningKeys> backends,
      List<Unavailable> unavailable,
      Set<String> versions,
      Duration selfTestEvery) {

    Generation without(List<Unavailable> others) {
      return new Generation(snapshot, backends, others, versions, selfTestEvery);
    }
  }

  private record Retired(Set<String> versions, Deadline inUse) {}

  private record Prepared(Generation generation, OpenKeys.Opening keys) {}

  /**
   * Records the keys of the first policy: the last step of a start, so that one that fails leaves
   * nothing behind.
   *
   * @throws StartFailed the catalog knows other keys under their names, or them under others, or
   *     does not answer
   */
  void enrol(Deadline deadline) throws StartFailed {
    current = current.without(taken(first, Optional.empty(), deadline));
  }

  private static List<Unavailable> taken(
      OpenKeys.Opening keys, Optional<PolicySnapshot> before, Deadline deadline)
      throws StartFailed {
    try {
      return keys.take(before, deadline);
    } catch (IllegalArgumentException e) {
      throw new StartFailed(StartFailed.Reason.POLICY, String.valueOf(e.getMessage()), e);
    } catch (PortException e) {
      throw new StartFailed(
          StartFailed.Reason.STORE_UNUSABLE,
          "the keys cannot be held against the key catalog: " + e.getMessage(),
          e);
    }
  }

  private Prepared prepare(Config config, Deadline deadline) throws StartFailed {
    try {
      PolicySnapshot snapshot = KeyRing.snapshot(config);
      KeyRing ring = new KeyRing(config, pool);
      backends.put(snapshot, ring.backends());
      otherUses.put(snapshot, KeysInOtherUse.of(config));
      OpenKeys.Opening opening = keys.prepare(snapshot, deadline);
      return new Prepared(
          new Generation(
              snapshot, ring.backends(), List.of(), ring.versions(), config.keys().selfTestEvery()),
          opening);
    } catch (IllegalArgumentException e) {
      throw new StartFailed(StartFailed.Reason.POLICY, String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Puts the policy of {@code config} in force.
   *
   * @return whether it says anything else than the one before
   * @throws StartFailed it cannot be; the one before stays in force
   */
  synchronized boolean replace(Config config, Deadline deadline) throws StartFailed {
    Generation before = current;
    Generation next;
    try {
      Prepared prepared = prepare(config, deadline);
      next =
          prepared
              .generation()
              .without(taken(prepared.keys(), Optional.of(before.snapshot()), deadline));
      current = next;
      retired.add(new Retired(before.versions(), Deadline.in(longestRequest, ticker)));
    } finally {
      closeUnused();
    }
    return !next.snapshot().sha256().equals(before.snapshot().sha256());
  }

  private void closeUnused() {
    while (!retired.isEmpty() && retired.element().inUse().hasPassed()) {
      retired.remove();
    }
    Set<String> needed = new HashSet<>(current.versions());
    retired.forEach(each -> needed.addAll(each.versions()));
    pool.retain(needed);
  }

  @Override
  public PolicySnapshot get() {
    return current.snapshot();
  }

  OpenKeys keys() {
    return keys;
  }

  /** How often the configuration in force has keys tested. */
  Duration selfTestEvery() {
    return current.selfTestEvery();
  }

  /** The backends of the policy in force, by name. */
  Map<String, SigningKeys> backends() {
    return current.backends();
  }

  /** The keys that could not be opened when the policy in force was put there. */
  List<Unavailable> unavailable() {
    return current.unavailable();
  }

  /** Requests have drained. */
  @Override
  public synchronized void close() {
    pool.close();
  }
}
