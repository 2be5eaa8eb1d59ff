package org.stellaops.signer.core.keys;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.api.policy.KeyRule;
import org.stellaops.signer.core.api.policy.TenantPolicy;
import org.stellaops.signer.core.lifecycle.Failures;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.KeyCatalog;
import org.stellaops.signer.ports.KeyCatalog.Content;
import org.stellaops.signer.ports.KeyCatalog.KeyEntry;
import org.stellaops.signer.ports.KeyCatalog.KeyEvent;
import org.stellaops.signer.ports.KeyCatalog.KeyState;
import org.stellaops.signer.ports.KeyCatalog.Replacement;

/**
 * What this node knows of the catalog. It reads the catalog again and again ({@link #refresh}), and
 * lets no key sign once what it knows is older than {@link #KNOWN_FOR}: a key that is revoked on
 * one node signs nothing on any after five seconds. Safe for concurrent use.
 */
public final class KeyRegister {

  /** How often {@link #refresh} is to be called. */
  public static final Duration REFRESHED_EVERY = Duration.ofSeconds(1);

  static final Duration KNOWN_FOR = Duration.ofSeconds(4);

  /**
   * For so long after a key was retired, what was admitted before is still signed with it and
   * released: it may have waited for a token. So until then signatures of the key are to be
   * expected.
   */
  public static final Duration RETIRED_FOR = Duration.ofSeconds(30);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final @Nullable KeyCatalog catalog;
  private final InstantSource clock;
  private final Ticker ticker;
  private final @Nullable Duration maximumAge;
  private final FailingKeys failing = new FailingKeys();
  private volatile Known known;
  private volatile boolean newKeysArePrepared;

  private record Known(
      Map<TenantKey, KeyEntry> entries, Set<Tenant> inDoubt, long asked, boolean ever) {}

  private KeyRegister(
      @Nullable KeyCatalog catalog,
      InstantSource clock,
      Ticker ticker,
      @Nullable Duration maximumAge) {
    this.catalog = catalog;
    this.clock = clock;
    this.ticker = ticker;
    this.maximumAge = maximumAge;
    this.known = new Known(Map.of(), Set.of(), ticker.nanos(), false);
  }

  /** A register without a catalog: every key that policy names is active. */
  public static KeyRegister ofPolicyAlone(InstantSource clock, Ticker ticker) {
    return new KeyRegister(null, clock, ticker, null);
  }

  /**
   * Knows nothing, and so lets nothing sign, until the first refresh.
   *
   * @param maximumAge after which an active key signs nothing; null for no such bound
   */
  public static KeyRegister of(
      KeyCatalog catalog, InstantSource clock, Ticker ticker, @Nullable Duration maximumAge) {
    return new KeyRegister(catalog, clock, ticker, maximumAge);
  }

  /**
   * From now on a key that the catalog does not know begins as prepared, whatever its settings say:
   * to make it active takes two persons, and no configuration may do it alone.
   */
  public void prepareNewKeys() {
    newKeysArePrepared = true;
  }

  /**
   * Reads the catalog.
   *
   * @throws org.stellaops.signer.ports.DependencyUnavailable it does not answer
   */
  public void refresh(Deadline deadline) {
    if (catalog != null) {
      long asked = ticker.nanos();
      learn(catalog.read(deadline), asked);
    }
  }

  private synchronized void learn(Content content, long asked) {
    if (!known.ever() || asked - known.asked() >= 0) {
      Map<TenantKey, KeyEntry> byName = new HashMap<>();
      content
          .entries()
          .forEach(entry -> byName.put(new TenantKey(entry.tenant(), entry.name()), entry));
      known = new Known(Map.copyOf(byName), content.inDoubt(), asked, true);
    }
  }

  /**
   * Makes sure that the catalog has a key that was opened, and that it is the one it has.
   *
   * @throws ServiceFailure as {@link OpenedKey#requireSame}; or the tenant's keys are in doubt
   */
  public void enrol(Tenant tenant, KeyRule rule, PinnedKey pin, Deadline deadline) {
    requireNoDoubt(tenant);
    OpenedKey opened = new OpenedKey(tenant, rule, pin);
    for (KeyEntry standing : enrol(List.of(opened), deadline)) {
      opened.requireSame(standing);
    }
  }

  /**
   * Makes sure that the catalog has these keys, all or none.
   *
   * @return what stands for each, in their order; where one of these is not {@linkplain
   *     OpenedKey#requireSame the same}, none was added. Empty where there is no catalog
   */
  public List<KeyEntry> enrol(List<OpenedKey> keys, Deadline deadline) {
    KeyCatalog store = catalog;
    if (store == null) {
      return List.of();
    }
    Map<TenantKey, KeyEntry> entries = known.entries();
    List<KeyEntry> standing = new ArrayList<>();
    for (OpenedKey key : keys) {
      KeyEntry entry = entries.get(new TenantKey(key.tenant(), key.rule().name()));
      if (entry != null) {
        standing.add(entry);
      }
    }
    if (standing.size() < keys.size()) {
      Instant now = clock.instant();
      boolean byTwo = newKeysArePrepared;
      standing =
          store.enrol(keys.stream().map(key -> key.enrolment(now, byTwo)).toList(), deadline);
      refresh(deadline);
    }
    return standing;
  }

  /** The entry of a key; empty where there is no catalog, or it does not know the key yet. */
  public Optional<KeyEntry> entry(Tenant tenant, KeyName name) {
    return Optional.ofNullable(known.entries().get(new TenantKey(tenant, name)));
  }

  /**
   * Tenants of whom the catalog contradicts itself: none of their keys is among {@link #entries},
   * and each may be revoked.
   */
  public Set<Tenant> inDoubt() {
    return known.inDoubt();
  }

  /**
   * Asked where the answer depends on whether a key of the tenant is revoked.
   *
   * @throws ServiceFailure {@code catalog-in-doubt}
   */
  public void requireNoDoubt(Tenant tenant) {
    if (known.inDoubt().contains(tenant)) {
      throw inDoubtNow();
    }
  }

  /** What is answered where a tenant's keys are in doubt. */
  public static ServiceFailure inDoubtNow() {
    Reason reason = Reason.CATALOG_IN_DOUBT;
    return new ServiceFailure(
        ErrorCode.KEY_UNAVAILABLE, reason, Failures.retryAfter(reason, RETRY_AFTER));
  }

  /** All that is known, of all tenants but those in doubt. */
  public Collection<KeyEntry> entries() {
    return known.entries().values();
  }

  /**
   * The key that signs where {@code asked} is asked for: the newest active one of those that
   * replace it, one after the other, else {@code asked} itself, unless that has ended and one that
   * replaces it may yet sign. Where that key fails its tests, the newest one before it that may
   * sign stands in.
   *
   * @param mayStandIn whether the request may have this key's signature
   */
  public KeyRule signer(TenantPolicy policy, KeyRule asked, Predicate<KeyRule> mayStandIn) {
    return new KeyLine(this, policy, asked).signer(mayStandIn);
  }

  /** The keys that failed their last test. */
  public FailingKeys failing() {
    return failing;
  }

  /** Why a key may not sign now; empty where it may. */
  public Optional<Reason> obstacle(Tenant tenant, KeyName name) {
    return obstacleInLife(tenant, name)
        .or(() -> failing.why(new TenantKey(tenant, name)).map(failed -> Reason.SELF_TEST_FAILED));
  }

  /** As {@link #obstacle}, whatever its last test said: a key without any is tested. */
  public Optional<Reason> obstacleInLife(Tenant tenant, KeyName name) {
    if (catalog == null) {
      return Optional.empty();
    }
    Known now = known;
    KeyEntry entry = now.entries().get(new TenantKey(tenant, name));
    if (entry == null) {
      return Optional.of(
          now.inDoubt().contains(tenant) ? Reason.CATALOG_IN_DOUBT : Reason.KEY_NOT_ENROLLED);
    }
    return switch (entry.state()) {
      case ACTIVE, RETIRING -> isTooOld(entry) ? Optional.of(Reason.KEY_TOO_OLD) : Optional.empty();
      case PREPARED -> Optional.of(Reason.KEY_PREPARED);
      case SUSPENDED -> Optional.of(Reason.KEY_SUSPENDED);
      case RETIRED -> Optional.of(Reason.KEY_RETIRED);
      case REVOKED -> Optional.of(Reason.KEY_REVOKED);
    };
  }

  /**
   * How long ago the longest active key that signs was activated; zero where none is.
   *
   * @param counts which keys are looked at
   */
  public Duration oldest(Predicate<KeyEntry> counts) {
    Instant now = clock.instant();
    return entries().stream()
        .filter(counts)
        .filter(entry -> entry.state() == KeyState.ACTIVE || entry.state() == KeyState.RETIRING)
        .map(KeyEntry::activated)
        .filter(Objects::nonNull)
        .map(activated -> Duration.between(activated, now))
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /** Until when an active key signs; empty where nothing says so, and before it is active. */
  public Optional<Instant> signsUntil(KeyEntry entry) {
    Instant activated = entry.activated();
    return maximumAge == null || activated == null
        ? Optional.empty()
        : Optional.of(activated.plus(maximumAge));
  }

  /** Whether its time is over, whatever its state is. */
  public boolean isTooOld(KeyEntry entry) {
    return signsUntil(entry).filter(end -> clock.instant().isAfter(end)).isPresent();
  }

  /**
   * The last question before a key is used, for a request that was admitted when it might sign.
   *
   * @throws ServiceFailure {@link ErrorCode#KEY_UNAVAILABLE}: it may not sign any more, or was
   *     retired too long ago, or this node has not heard of the catalog for too long
   */
  public void requireSigning(Tenant tenant, KeyName name) {
    requireFresh();
    require(
        obstacle(tenant, name)
            .filter(why -> why != Reason.KEY_RETIRED || !isJustRetired(tenant, name)));
  }

  /**
   * The last question before a key is tested.
   *
   * @throws ServiceFailure as for {@link #requireSigning}, but not because it failed a test
   */
  public void requireTesting(Tenant tenant, KeyName name) {
    requireFresh();
    require(obstacleInLife(tenant, name));
  }

  /**
   * The last question before what a key has signed is released. What was asked for before the key
   * was retired, became too old or failed a test is good.
   *
   * @throws ServiceFailure as for {@link #requireSigning}: it was revoked or suspended meanwhile,
   *     or was retired too long ago, or this node has not heard of the catalog for too long
   */
  public void requireReleasing(Tenant tenant, KeyName name) {
    requireFresh();
    require(
        obstacleInLife(tenant, name)
            .filter(why ->
                why != Reason.KEY_TOO_OLD
                    && (why != Reason.KEY_RETIRED || !isJustRetired(tenant, name))));
  }

  /**
   * Until when signatures of the key are to be expected; null while it may still sign. Of one that
   * was suspended when it ended none are: they were withheld already.
   */
  public static @Nullable Instant lastSignature(KeyEntry entry) {
    Instant ended = entry.ended();
    return ended == null || entry.resumed() != null ? ended : ended.plus(RETIRED_FOR);
  }

  private boolean isJustRetired(Tenant tenant, KeyName name) {
    return entry(tenant, name)
        .filter(entry -> entry.resumed() == null)
        .map(KeyRegister::lastSignature)
        .filter(last -> !clock.instant().isAfter(last))
        .isPresent();
  }

  private static void require(Optional<Reason> obstacle) {
    if (obstacle.isPresent()) {
      throw new ServiceFailure(ErrorCode.KEY_UNAVAILABLE, obstacle.get(), RETRY_AFTER);
    }
  }

  /**
   * @throws ServiceFailure {@code catalog-unknown}
   */
  public void requireFresh() {
    if (!isFresh()) {
      throw new ServiceFailure(ErrorCode.SIGNING_UNAVAILABLE, Reason.CATALOG_UNKNOWN, RETRY_AFTER);
    }
  }

  /** Whether the catalog was heard of lately enough to go by it. */
  public boolean isFresh() {
    return catalog == null || (known.ever() && sinceHeard().compareTo(KNOWN_FOR) <= 0);
  }

  /** How long ago the catalog was asked for what is known of it. */
  public Duration sinceHeard() {
    return Duration.ofNanos(ticker.nanos() - known.asked());
  }

  /** Changes entries, and knows it at once. */
  boolean change(List<Replacement> replacements, Deadline deadline) {
    KeyCatalog store = store();
    boolean changed = store.change(replacements, deadline);
    try {
      refresh(deadline);
    } catch (DependencyUnavailable unread) {
      // What was changed is changed: this node learns of it as all others do, or signs nothing.
      return changed;
    }
    return changed;
  }

  List<KeyEvent> events(Tenant tenant, KeyName name, int most, Deadline deadline) {
    return store().events(tenant, name, most, deadline);
  }

  List<KeyEvent> changes(Tenant tenant, KeyName name, int most, Deadline deadline) {
    return store().changes(tenant, name, most, deadline);
  }

  Instant now() {
    return clock.instant();
  }

  private KeyCatalog store() {
    if (catalog == null) {
      throw new IllegalStateException("this service has no key catalog");
    }
    return catalog;
  }

  /** Whether keys have a life; without, all that policy names are active. */
  public boolean hasCatalog() {
    return catalog != null;
  }
}
