package org.stellaops.signer.core.api.policy;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PlanName;
import org.stellaops.signer.model.Tenant;

/** All plans and tenants, checked against each other once, when the service is put together. */
public final class Policies {

  private final Map<PlanName, Plan> plans;
  private final Map<Tenant, TenantPolicy> tenants;

  /**
   * @param releaseKeys the keys that the release gate trusts
   * @throws IllegalArgumentException when a tenant names an unknown plan, or could sign with a key
   *     that the release gate trusts, or two tenants share a key
   */
  public Policies(
      Collection<Plan> plans, Collection<TenantPolicy> tenants, Set<PinnedKey> releaseKeys) {
    this.plans = plans.stream().collect(Collectors.toUnmodifiableMap(Plan::name, plan -> plan));
    this.tenants =
        tenants.stream()
            .collect(Collectors.toUnmodifiableMap(TenantPolicy::tenant, Function.identity()));
    tenants.forEach(tenant -> check(tenant, releaseKeys));
    Map<PinnedKey, SigningKey> seen = new HashMap<>();
    for (TenantPolicy tenant : tenants) {
      for (SigningKey key : tenant.keys().values()) {
        SigningKey other = seen.put(key.pin(), key);
        if (other != null) {
          throw new IllegalArgumentException(
              "keys " + other.name() + " and " + key.name() + " are one key; one key has one use");
        }
      }
    }
  }

  /**
   * One tenant with one key, which may sign any subject: what a service needs that signs for itself
   * alone. Its plans are those that the key names.
   */
  public static Policies ofOne(
      Limits limits, SigningKey key, Map<String, PredicateRule> predicateTypes) {
    List<Plan> plans =
        key.plans().stream().map(name -> new Plan(name, limits, Set.of(Plan.KEYFUL))).toList();
    TenantPolicy only =
        new TenantPolicy(
            key.tenant(),
            key.plans(),
            predicateTypes,
            List.of(new SubjectPattern("*")),
            false,
            Set.of(),
            Map.of(key.name(), key));
    return new Policies(plans, List.of(only), Set.of());
  }

  private void check(TenantPolicy tenant, Set<PinnedKey> releaseKeys) {
    for (PlanName plan : tenant.plans()) {
      if (!plans.containsKey(plan)) {
        throw new IllegalArgumentException(
            "tenant " + tenant.tenant() + " names the unknown plan " + plan);
      }
    }
    requireApart(tenant, releaseKeys);
  }

  /**
   * That no tenant signs with a key that the release gate trusts; for those who put policies and
   * release gate together apart from each other.
   *
   * @throws IllegalArgumentException when one does
   */
  public void requireApart(Collection<PinnedKey> releaseKeys) {
    tenants.values().forEach(tenant -> requireApart(tenant, releaseKeys));
  }

  private static void requireApart(TenantPolicy tenant, Collection<PinnedKey> releaseKeys) {
    for (SigningKey key : tenant.keys().values()) {
      if (releaseKeys.contains(key.pin())) {
        throw new IllegalArgumentException(
            "key "
                + key.name()
                + " of tenant "
                + tenant.tenant()
                + " is a release key: a caller could release-sign a scanner with it");
      }
    }
  }

  public Optional<Plan> plan(PlanName name) {
    return Optional.ofNullable(plans.get(name));
  }

  public Optional<TenantPolicy> tenant(Tenant tenant) {
    return Optional.ofNullable(tenants.get(tenant));
  }

  public Collection<TenantPolicy> tenants() {
    return tenants.values();
  }

  /** The largest body that any plan of the tenant allows; 0 for a tenant without one. */
  public long largestArtifact(Tenant tenant) {
    return tenant(tenant).stream()
        .flatMap(policy -> policy.plans().stream())
        .mapToLong(name -> plan(name).map(plan -> plan.limits().maxArtifactBytes()).orElse(0L))
        .max()
        .orElse(0);
  }
}
