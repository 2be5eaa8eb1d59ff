package org.stellaops.signer.bootstrap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.stellaops.signer.core.api.policy.KeyRule;
import org.stellaops.signer.core.api.policy.TenantPolicy;
import org.stellaops.signer.core.keys.KeyRegister;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.KeyCatalog.KeyEntry;

/**
 * What of the keys of the policy in force signs nothing for a reason that people have to mend: a
 * catalog that contradicts itself, and keys that are too old.
 */
final class KeyLives {

  /** More would not help whoever reads it. */
  private static final int MOST_NAMED = 10;

  private static final String UNHEARD =
      "the key catalog has not answered for too long: nothing is signed, and no key is told to"
          + " verifiers, until it does; see stella store check";

  private final LivePolicy policy;

  KeyLives(LivePolicy policy) {
    this.policy = policy;
  }

  private KeyRegister register() {
    return policy.keys().register();
  }

  /**
   * For operators; not ready where for such a reason no key is left that may sign, and no tenant
   * signs with an identity.
   */
  ReadinessProbe.State state() {
    if (!register().isFresh()) {
      return new ReadinessProbe.State(false, UNHEARD);
    }
    List<String> troubles = troubles();
    if (troubles.isEmpty()) {
      return new ReadinessProbe.State(true, "ok");
    }
    String named = troubles.stream().limit(MOST_NAMED).collect(Collectors.joining("; "));
    return new ReadinessProbe.State(
        isAnyLeft(), troubles.size() > MOST_NAMED ? named + "; …" : named);
  }

  private boolean isAnyLeft() {
    return policy.get().policies().tenants().stream()
        .anyMatch(tenant ->
            tenant.keyless() != null
                || tenant.keys().keySet().stream()
                    .anyMatch(key -> register().obstacleInLife(tenant.tenant(), key).isEmpty()));
  }

  /** One line for each tenant in doubt and for each key that is too old. */
  List<String> troubles() {
    List<String> lines = new ArrayList<>();
    inDoubt().stream()
        .map(tenant ->
            "the key catalog contradicts itself about keys of "
                + tenant
                + ": none of them signs or is told to verifiers; see stella store check")
        .forEach(lines::add);
    for (TenantPolicy tenant : policy.get().policies().tenants()) {
      for (KeyRule rule : tenant.keys().values()) {
        tooOld(tenant.tenant(), rule).ifPresent(lines::add);
      }
    }
    return lines;
  }

  private Optional<String> tooOld(Tenant tenant, KeyRule rule) {
    KeyRegister register = register();
    return register
        .entry(tenant, rule.name())
        .filter(entry ->
            register
                .obstacleInLife(tenant, rule.name())
                .filter(Reason.KEY_TOO_OLD::equals)
                .isPresent())
        .flatMap(register::signsUntil)
        .map(end ->
            "key "
                + tenant
                + "/"
                + rule.name()
                + " is too old since "
                + end
                + ", and signs nothing (keys.maximumAge): rotate it");
  }

  /** Those of the policy in force, and those that it does not name. */
  List<Tenant> inDoubt() {
    return register().inDoubt().stream().sorted((a, b) -> a.value().compareTo(b.value())).toList();
  }

  /** Of the keys that the policy in force names. */
  Duration oldest() {
    return register().oldest(this::isConfigured);
  }

  private boolean isConfigured(KeyEntry entry) {
    return policy
        .get()
        .policies()
        .tenant(entry.tenant())
        .filter(tenant -> tenant.keys().containsKey(entry.name()))
        .isPresent();
  }

  /** The revoked keys, as {@code tenant/name}, that the policy in force does not name. */
  List<String> untoldRevocations() {
    return register().entries().stream()
        .filter(entry -> entry.revoked() != null && !isConfigured(entry))
        .map(entry -> entry.tenant() + "/" + entry.name())
        .sorted()
        .toList();
  }
}
