package org.stellaops.signer.core.signing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.api.policy.KeyRule;
import org.stellaops.signer.core.api.policy.PolicySnapshot;
import org.stellaops.signer.core.api.policy.TenantPolicy;
import org.stellaops.signer.core.check.PublicKeys;
import org.stellaops.signer.core.keys.KeyRegister;
import org.stellaops.signer.core.keys.OpenedKey;
import org.stellaops.signer.core.lifecycle.Failures;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.KeyCatalog.KeyEntry;
import org.stellaops.signer.ports.KeyNotFound;
import org.stellaops.signer.ports.PortException;
import org.stellaops.signer.ports.SigningKey;
import org.stellaops.signer.ports.SigningKeys;

/**
 * Opens the keys that policy names, and remembers them. The public key of a key is pinned when it
 * is first opened and stays so for the life of the process: a key that changes under its name is
 * refused. A key that cannot be opened is tried again; nothing else waits for it. Safe for
 * concurrent use.
 */
public final class OpenKeys implements PublicKeys {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  /** A backend is not asked again for a key that it has just failed to open. */
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final Function<PolicySnapshot, Map<String, SigningKeys>> backends;
  private final Function<PolicySnapshot, OtherUses> otherUses;
  private final Ticker ticker;
  private final KeyRegister register;
  private final Map<Place, PinnedKey> pins = new ConcurrentHashMap<>();
  private final Map<PolicySnapshot, Map<Place, Slot>> opened = new WeakHashMap<>();

  /**
   * @param backends the backends by name that a snapshot's keys are in; each time the same for one
   *     snapshot
   * @param otherUses what no key of a snapshot may be besides
   * @param register learns of each key that is opened
   */
  public OpenKeys(
      Function<PolicySnapshot, Map<String, SigningKeys>> backends,
      Function<PolicySnapshot, OtherUses> otherUses,
      Ticker ticker,
      KeyRegister register) {
    this.backends = backends;
    this.otherUses = otherUses;
    this.ticker = ticker;
    this.register = register;
  }

  /** The life of the keys. */
  public KeyRegister register() {
    return register;
  }

  private record Place(String backend, KeyUri uri) {}

  /** A key that cannot be used now, and why, safe to show to an operator. */
  public record Unavailable(String tenant, String key, String why) {

    @Override
    public String toString() {
      return tenant + "/" + key;
    }
  }

  /**
   * Opens every key of {@code policy} and lets them be used, all or none.
   *
   * @return the keys that their backends would not open; each is tried again when it is asked for
   * @throws IllegalArgumentException as {@link #prepare} and {@link Opening#take}
   * @throws PortException as {@link Opening#take}
   */
  public List<Unavailable> open(PolicySnapshot policy, Deadline deadline) {
    return prepare(policy, deadline).take(Optional.empty(), deadline);
  }

  /**
   * Opens and checks every key of {@code policy}, before it is put in force. Until {@link
   * Opening#take} nothing is recorded of them.
   *
   * @throws IllegalArgumentException a key may not be used under this policy: two names are one
   *     key, it is a release key or has another use, or it is not the key that it was
   */
  public Opening prepare(PolicySnapshot policy, Deadline deadline) {
    Opening opening = new Opening(policy);
    for (TenantPolicy tenant : policy.policies().tenants()) {
      for (KeyRule rule : tenant.keys().values()) {
        OpenedAs named = new OpenedAs(tenant.tenant(), rule);
        try {
          opening.add(named, slot(policy, rule).prepare(policy, rule, deadline));
        } catch (PortException e) {
          opening.missing.add(named.unavailable(String.valueOf(e.getMessage())));
        } catch (ServiceFailure e) {
          opening.forget();
          throw named.misused(e);
        }
      }
    }
    return opening;
  }

  private record OpenedAs(Tenant tenant, KeyRule rule) {

    Unavailable unavailable(String why) {
      return new Unavailable(tenant.value(), rule.name().value(), why);
    }

    IllegalArgumentException misused(ServiceFailure why) {
      return new IllegalArgumentException(
          "key " + rule.name() + " of tenant " + tenant + " " + misuse(why), why);
    }
  }

  /**
   * @param first whether its public key was not pinned before
   */
  private record Candidate(OpenedAs named, Slot slot, SigningKey key, boolean first) {

    OpenedKey opened() {
      return new OpenedKey(named.tenant(), named.rule(), key.pin());
    }
  }

  /** The keys of one policy, opened and checked, and not recorded yet. */
  public final class Opening {

    private final PolicySnapshot policy;
    private final List<Unavailable> missing = new ArrayList<>();
    private final List<Candidate> candidates = new ArrayList<>();

    private Opening(PolicySnapshot policy) {
      this.policy = policy;
    }

    private void add(OpenedAs named, Prepared prepared) {
      candidates.add(new Candidate(named, prepared.slot(), prepared.key(), prepared.first()));
    }

    /**
     * Records the keys in the catalog, all or none, and lets them be used. The keys of a tenant in
     * doubt are left out.
     *
     * @param before the policy whose place this one takes; empty at a start
     * @return the keys that cannot be used, as their backends or the catalog say
     * @throws IllegalArgumentException the catalog knows another key under a name, or a key under
     *     another, or the keys of a tenant in doubt are others than before; nothing was recorded
     * @throws PortException the catalog does not answer: whether these keys are those that it knows
     *     cannot be said. They may be recorded all the same
     */
    public List<Unavailable> take(Optional<PolicySnapshot> before, Deadline deadline) {
      try {
        register.refresh(deadline);
        before.ifPresent(this::requireNoChangeInDoubt);
        List<Candidate> sound = new ArrayList<>();
        for (Candidate each : candidates) {
          if (register.inDoubt().contains(each.named().tenant())) {
            leaveOut(
                each,
                "the key catalog contradicts itself about keys of this tenant: see"
                    + " stella store check");
          } else {
            sound.add(each);
          }
        }
        List<KeyEntry> standing =
            register.enrol(sound.stream().map(Candidate::opened).toList(), deadline);
        for (int i = 0; i < standing.size(); i++) {
          requireSame(sound.get(i), standing.get(i));
        }
        sound.forEach(each -> each.slot().key = each.key());
      } catch (PortException e) {
        forget();
        throw e;
      }
      return missing;
    }

    /**
     * Whether a key has another name than the catalog knows cannot be said while it is in doubt.
     */
    private void requireNoChangeInDoubt(PolicySnapshot before) {
      for (Tenant tenant : register.inDoubt()) {
        if (!keys(before, tenant).equals(keys(policy, tenant))) {
          forget();
          throw new IllegalArgumentException(
              "the key catalog contradicts itself about keys of tenant "
                  + tenant
                  + ": they cannot be changed or left out until it does not; see stella store"
                  + " check");
        }
      }
    }

    private static Map<KeyName, KeyRule> keys(PolicySnapshot snapshot, Tenant tenant) {
      return snapshot.policies().tenant(tenant).map(TenantPolicy::keys).orElse(Map.of());
    }

    private void requireSame(Candidate candidate, KeyEntry standing) {
      try {
        candidate.opened().requireSame(standing);
      } catch (ServiceFailure e) {
        forget();
        throw candidate.named().misused(e);
      }
    }

    private void leaveOut(Candidate candidate, String why) {
      missing.add(candidate.named().unavailable(why));
      forget(candidate);
    }

    private void forget() {
      candidates.forEach(this::forget);
    }

    /** What was not enrolled binds nobody: the right key may yet come. */
    private void forget(Candidate candidate) {
      if (candidate.first()) {
        pins.remove(place(candidate.named().rule()), candidate.key().pin());
      }
    }
  }

  private record Prepared(Slot slot, SigningKey key, boolean first) {}

  private static String misuse(ServiceFailure failure) {
    if (failure.getCause() instanceof PortException said) {
      return String.valueOf(said.getMessage());
    }
    Reason reason = failure.reason();
    return reason == Reason.KEY_IS_RELEASE_KEY
        ? "is a release key: a caller could release-sign a scanner with it"
        : reason == Reason.KEY_IS_SHARED
            ? "is one key with another: one key has one use"
            : "is not the key that it was when it was first opened: give another key another name";
  }

  @Override
  public PinnedKey pin(PolicySnapshot policy, KeyRule rule, Deadline deadline) {
    PinnedKey known = pins.get(place(rule));
    return known != null && slots(policy).containsKey(place(rule))
        ? known
        : handle(policy, rule, deadline).pin();
  }

  @Override
  public PinnedKey opened(PolicySnapshot policy, KeyRule rule, Deadline deadline) {
    return handle(policy, rule, deadline).pin();
  }

  /** Whether the key is open and {@linkplain SigningKey#isLocal only computes}. */
  boolean isLocal(PolicySnapshot policy, KeyRule rule) {
    Slot slot = slots(policy).get(place(rule));
    return slot != null && slot.isLocal();
  }

  /** The key itself, for the signing step alone. */
  SigningKey handle(PolicySnapshot policy, KeyRule rule, Deadline deadline) {
    return slot(policy, rule).open(policy, rule, deadline);
  }

  private Slot slot(PolicySnapshot policy, KeyRule rule) {
    return slots(policy).computeIfAbsent(place(rule), any -> new Slot());
  }

  private Map<Place, Slot> slots(PolicySnapshot policy) {
    synchronized (opened) {
      return opened.computeIfAbsent(policy, any -> new ConcurrentHashMap<>());
    }
  }

  private static Place place(KeyRule rule) {
    return new Place(rule.backend(), rule.uri());
  }

  /** One key under one policy. */
  private final class Slot {

    private volatile @Nullable SigningKey key;
    private @Nullable PortException failure;
    private long failedAt;

    boolean isLocal() {
      SigningKey ready = key;
      return ready != null && ready.isLocal();
    }

    SigningKey open(PolicySnapshot policy, KeyRule rule, Deadline deadline) {
      SigningKey ready = key;
      return ready != null ? ready : opening(policy, rule, deadline);
    }

    /** Opens and checks it, and leaves it to whoever asks to record it. */
    private synchronized Prepared prepare(PolicySnapshot policy, KeyRule rule, Deadline deadline) {
      SigningKey ready = key;
      if (ready != null) {
        return new Prepared(this, ready, false);
      }
      PortException last = failure;
      if (last != null && ticker.nanos() - failedAt < PAUSE.toNanos()) {
        throw last;
      }
      try {
        SigningKey found = backend(policy, rule).open(rule.uri(), rule.algorithm(), deadline);
        requireProtection(rule, found);
        Prepared prepared = new Prepared(this, found, requireAllowed(policy, rule, found.pin()));
        failure = null;
        return prepared;
      } catch (PortException e) {
        failed(e);
        throw e;
      }
    }

    private void failed(PortException why) {
      failure = why;
      failedAt = ticker.nanos();
    }

    private synchronized SigningKey opening(
        PolicySnapshot policy, KeyRule rule, Deadline deadline) {
      SigningKey ready = key;
      if (ready != null) {
        return ready;
      }
      Prepared prepared = prepare(policy, rule, deadline);
      SigningKey found = prepared.key();
      try {
        register.enrol(owner(policy, rule), rule, found.pin(), deadline);
      } catch (RuntimeException e) {
        if (prepared.first()) {
          // What was not enrolled binds nobody: the right key may yet come.
          pins.remove(place(rule), found.pin());
        }
        if (e instanceof PortException down) {
          failed(down);
        }
        throw e;
      }
      key = found;
      return found;
    }
  }

  private static void requireProtection(KeyRule rule, SigningKey found) {
    if (rule.life().hardware() && found.isInSoftware()) {
      throw new BackendRefused(
          "key "
              + rule.name()
              + " counts as one in hardware, and its backend keeps it in software: make it in"
              + " hardware, or write protection: software");
    }
  }

  /** A key is one tenant's: {@link org.stellaops.signer.core.api.policy.Policies} holds it so. */
  private static Tenant owner(PolicySnapshot policy, KeyRule rule) {
    return policy.policies().tenants().stream()
        .filter(tenant -> tenant.keys().containsValue(rule))
        .map(TenantPolicy::tenant)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no tenant has the key " + rule.name()));
  }

  private SigningKeys backend(PolicySnapshot policy, KeyRule rule) {
    SigningKeys backend = backends.apply(policy).get(rule.backend());
    if (backend == null) {
      throw new KeyNotFound(rule.uri(), "no backend named " + rule.backend() + " is open");
    }
    return backend;
  }

  private void requireNoOtherUse(PolicySnapshot policy, PinnedKey pin) {
    Optional<String> use = otherUses.apply(policy).of(pin);
    if (use.isPresent()) {
      throw new ServiceFailure(
          ErrorCode.KEY_UNAVAILABLE,
          Reason.KEY_HAS_OTHER_USE,
          Failures.retryAfter(Reason.KEY_HAS_OTHER_USE, RETRY_AFTER),
          new BackendRefused("is also the key of " + use.get() + ": one key has one use"));
    }
  }

  /** Pins the key; true where it was not pinned before. */
  private boolean requireAllowed(PolicySnapshot policy, KeyRule rule, PinnedKey pin) {
    Place place = place(rule);
    if (policy.releaseKeys().contains(pin)) {
      throw unusable(Reason.KEY_IS_RELEASE_KEY);
    }
    requireNoOtherUse(policy, pin);
    synchronized (pins) {
      PinnedKey before = pins.get(place);
      if (before != null && !before.equals(pin)) {
        throw unusable(Reason.KEY_CHANGED);
      }
      boolean shared =
          policy.policies().tenants().stream()
              .flatMap(tenant -> tenant.keys().values().stream())
              .map(OpenKeys::place)
              .anyMatch(other ->
                  !other.equals(place)
                      && Optional.of(pin).equals(Optional.ofNullable(pins.get(other))));
      if (shared) {
        throw unusable(Reason.KEY_IS_SHARED);
      }
      pins.put(place, pin);
      return before == null;
    }
  }

  private static ServiceFailure unusable(Reason reason) {
    return new ServiceFailure(
        ErrorCode.KEY_UNAVAILABLE, reason, Failures.retryAfter(reason, RETRY_AFTER));
  }
}
