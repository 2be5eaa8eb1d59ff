package org.stellaops.signer.bootstrap.config;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.stellaops.signer.core.api.policy.PredicateRule;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.PlanName;
import org.stellaops.signer.model.Tenant;

/** Makes the tenants, and holds them against plans and key backends. */
final class TenantMaker {

  private static final String TENANTS = "tenants";
  private static final String TYPES = "tenants.<tenant>.predicateTypes";
  private static final String PROFILES = "tenants.<tenant>.profiles";
  private static final String KEYS = "tenants.<tenant>.keys";

  private final Findings found;
  private final Settings settings;
  private final Map<KeyPlace, String> users = new HashMap<>();

  TenantMaker(Findings found) {
    this.found = found;
    this.settings = found.settings();
  }

  List<TenantSettings> make() {
    found.someIn(TENANTS, "a tenant");
    return settings.names(TENANTS).stream().map(name -> tenant(name)).toList();
  }

  private TenantSettings tenant(String name) {
    List<PlanName> plans = settings.get(ConfigSchema.TENANT_PLANS, name);
    for (PlanName plan : plans) {
      if (!settings.names("plans").contains(plan.value())) {
        String known = String.join(", ", settings.names("plans"));
        found.wrong(ConfigSchema.TENANT_PLANS, "no plan " + plan, known, name);
      }
    }
    if (plans.isEmpty()) {
      found.wrong(ConfigSchema.TENANT_PLANS, "empty", "at least one plan", name);
    }
    return new TenantSettings(
        new Tenant(name),
        new HashSet<>(plans),
        predicateTypes(name),
        settings.get(ConfigSchema.TENANT_SUBJECTS, name),
        settings.get(ConfigSchema.TENANT_ASSERTED, name),
        new HashSet<>(settings.get(ConfigSchema.TENANT_RELEASES, name)),
        settings.names(KEYS, name).stream().map(key -> key(name, key, plans)).toList(),
        profiles(name));
  }

  private Map<String, PredicateRule> predicateTypes(String tenant) {
    if (!settings.isWritten(TYPES, tenant)) {
      return TenantSettings.DEFAULT_TYPES;
    }
    Map<String, PredicateRule> rules = new HashMap<>();
    for (String type : settings.names(TYPES, tenant)) {
      rules.put(
          type,
          new PredicateRule(
              settings.get(ConfigSchema.TYPE_RELEASE, tenant, type),
              settings.get(ConfigSchema.TYPE_REPORT, tenant, type)));
    }
    return rules;
  }

  private Map<KeyName, List<KeyName>> profiles(String tenant) {
    Map<KeyName, List<KeyName>> profiles = new HashMap<>();
    for (String profile : settings.names(PROFILES, tenant)) {
      List<KeyName> keys = settings.get(ConfigSchema.PROFILE_KEYS, tenant, profile);
      for (KeyName key : keys) {
        if (!settings.names(KEYS, tenant).contains(key.value())) {
          String known = String.join(", ", settings.names(KEYS, tenant));
          found.wrong(ConfigSchema.PROFILE_KEYS, "no key " + key, known, tenant, profile);
        }
      }
      profiles.put(new KeyName(profile), keys);
    }
    return profiles;
  }

  private TenantSettings.Key key(String tenant, String name, List<PlanName> plans) {
    KeyPlace place = settings.get(ConfigSchema.KEY_URI, tenant, name);
    if (!settings.names("keys.backends").contains(place.backend())) {
      String known = String.join(", ", settings.names("keys.backends"));
      String allowed = known.isEmpty() ? "a name under keys.backends" : known;
      found.wrong(ConfigSchema.KEY_URI, "no backend " + place.backend(), allowed, tenant, name);
    }
    String user = users.putIfAbsent(place, tenant + "/" + name);
    if (user != null) {
      found.wrong(ConfigSchema.KEY_URI, "the key of " + user, "one use for each key", tenant, name);
    }
    List<PlanName> keyPlans = settings.find(ConfigSchema.KEY_PLANS, tenant, name).orElse(plans);
    for (PlanName plan : keyPlans) {
      if (!plans.contains(plan)) {
        found.wrong(
            ConfigSchema.KEY_PLANS, "no plan of the tenant: " + plan, "its plans", tenant, name);
      }
    }
    return new TenantSettings.Key(
        new KeyName(name),
        place,
        new HashSet<>(keyPlans),
        settings.get(ConfigSchema.KEY_PUBLISHED, tenant, name));
  }
}
