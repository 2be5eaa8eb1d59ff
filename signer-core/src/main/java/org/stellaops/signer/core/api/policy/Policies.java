package org.stellaops.signer.core.api.policy;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PlanName;
import org.stellaops.signer.model.RateLimit;
import org.stellaops.signer.model.Tenant;

/** All plans and tenants, checked against each other once. */
public final class Policies {

  private static final RateLimit WITHOUT_A_PLAN = new RateLimit(10, 100);

  private final Map<PlanName, Plan> plans;
  private final Map<Tenant, TenantPolicy> tenants;

  /**
   * @throws IllegalArgumentException when a tenant names an unknown plan, or one key of a backend
   *     is named twice. That two names are not the same key under the hood, nor a release key,
   *     shows when the keys are opened
   */
  public Policies(Collection<Plan> plans, Collection<TenantPolicy> tenants) {
    this.plans = plans.stream().collect(Collectors.toUnmodifiableMap(Plan::name, plan -> plan));
    this.tenants =
        tenants.stream()
            .collect(Collectors.toUnmodifiableMap(TenantPolicy::tenant, Function.identity()));
    tenants.forEach(this::requireKnownPlans);
    requireOwnIdentities(tenants);
    Map<Place, KeyRule> seen = new HashMap<>();
    for (TenantPolicy tenant : tenants) {
      for (KeyRule key : tenant.keys().values()) {
        KeyRule other = seen.put(new Place(key.backend(), key.uri()), key);
        if (other != null) {
          throw new IllegalArgumentException(
              "keys " + other.name() + " and " + key.name() + " are one key; one key has one use");
        }
      }
    }
  }

  private record Place(String backend, KeyUri uri) {}

  private static void requireOwnIdentities(Collection<TenantPolicy> tenants) {
    Set<String> seen = new HashSet<>();
    for (TenantPolicy tenant : tenants) {
      KeylessRule keyless = tenant.keyless();
      if (keyless != null && !seen.add(keyless.subject())) {
        throw new IllegalArgumentException(
            "two tenants have the keyless identity " + keyless.subject());
      }
    }
  }

  /**
   * One tenant with one key, which may sign any subject: what a service needs that signs for itself
   * alone. Its plans are those that the key names.
   */
  public static Policies ofOne(
      Tenant tenant, Limits limits, KeyRule key, Map<String, PredicateRule> predicateTypes) {
    List<Plan> plans =
        key.plans().stream().map(name -> new Plan(name, limits, Set.of(Plan.KEYFUL))).toList();
    TenantPolicy only =
        new TenantPolicy(
            tenant,
            key.plans(),
            predicateTypes,
            List.of(new SubjectPattern("*")),
            false,
            Set.of(),
            Map.of(key.name(), key),
            Map.of());
    return new Policies(plans, List.of(only));
  }

  private void requireKnownPlans(TenantPolicy tenant) {
    for (PlanName plan : tenant.plans()) {
      if (!plans.containsKey(plan)) {
        throw new IllegalArgumentException(
            "tenant " + tenant.tenant() + " names the unknown plan " + plan);
      }
    }
  }

  public Optional<Plan> plan(PlanName name) {
    return Optional.ofNullable(plans.get(name));
  }

  public Optional<TenantPolicy> tenant(Tenant tenant) {
    return Optional.ofNullable(tenants.get(tenant));
  }

  public Collection<Plan> plans() {
    return plans.values();
  }

  public Collection<TenantPolicy> tenants() {
    return tenants.values();
  }

  /** Whether there are tenants that each other's use of the process could keep waiting. */
  public boolean areShared() {
    return tenants.size() > 1;
  }

  /** The largest body that any plan of the tenant allows; 0 for a tenant without one. */
  public long largestArtifact(Tenant tenant) {
    return plans(tenant).mapToLong(plan -> plan.limits().maxArtifactBytes()).max().orElse(0);
  }

  /**
   * The request rate of each client of the tenant: rate and burst are each the largest of its
   * plans, for which plan a request comes under is not known when it arrives. A tenant without a
   * plan can have nothing signed and may still read.
   */
  public RateLimit requestRate(Tenant tenant) {
    return plans(tenant).map(Plan::requestRate).reduce(RateLimit::or).orElse(WITHOUT_A_PLAN);
  }

  private Stream<Plan> plans(Tenant tenant) {
    return tenant(tenant).stream()
        .flatMap(policy -> policy.plans().stream())
        .flatMap(name -> plan(name).stream());
  }
}
