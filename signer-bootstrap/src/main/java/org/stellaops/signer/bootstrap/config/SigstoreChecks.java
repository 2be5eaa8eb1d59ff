package org.stellaops.signer.bootstrap.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.stellaops.signer.bootstrap.config.SigstoreSettings.Timestamps;
import org.stellaops.signer.core.api.policy.Plan;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.PlanName;

/** Whether what keyless signing and proof of time need is there, as a whole. */
final class SigstoreChecks {

  private final Config config;
  private final FipsChecks.Sink wrong;

  SigstoreChecks(Config config, FipsChecks.Sink wrong) {
    this.config = config;
    this.wrong = wrong;
  }

  void check() {
    SigstoreSettings sigstore = config.sigstore();
    Timestamps timestamps = sigstore.timestamps();
    boolean timed = !timestamps.authorities().isEmpty();
    if (sigstore.fulcio() != null && !timed) {
      wrong.add(
          "sigstore.timestamps.authorities",
          "empty: a keyless signature proves nothing without its time",
          "at least one timestamp authority");
    }
    if ((sigstore.fulcio() != null || timed) && sigstore.trustedRoot() == null) {
      wrong.add(
          "sigstore.trustedRoot",
          "missing: what is issued is checked by it",
          "a Sigstore trusted_root.json");
    }
    if (timed && timestamps.threshold() > timestamps.authorities().size()) {
      wrong.add(
          "sigstore.timestamps.threshold",
          "more than there are authorities",
          "1 to " + timestamps.authorities().size());
    }
    Map<String, String> subjects = new HashMap<>();
    for (TenantSettings tenant : config.tenants()) {
      identity(tenant, subjects);
    }
  }

  private void identity(TenantSettings tenant, Map<String, String> subjects) {
    IdentitySettings keyless = tenant.keyless();
    if (keyless == null) {
      return;
    }
    String path = "tenants." + tenant.tenant() + ".keyless";
    if (config.sigstore().fulcio() == null) {
      wrong.add(path, "nobody certifies it", "sigstore.fulcio.url, or nothing here");
    }
    String other = subjects.putIfAbsent(keyless.subject(), tenant.tenant().value());
    if (other != null) {
      wrong.add(path + ".subject", "the identity of " + other, "one identity for each tenant");
    }
    List<KeyName> keys = tenant.keys().stream().map(TenantSettings.Key::name).toList();
    if (keyless.fallback() != null && !keys.contains(keyless.fallback())) {
      wrong.add(
          path + ".fallback",
          "no key " + keyless.fallback(),
          keys.isEmpty()
              ? "a name under the tenant's keys"
              : String.join(", ", keys.stream().map(KeyName::value).toList()));
    }
    if (keyless.plans() != null) {
      keyless.plans().stream()
          .filter(plan -> !tenant.plans().contains(plan))
          .forEach(
              plan -> wrong.add(path + ".plans", "no plan of the tenant: " + plan, "its plans"));
    }
    boolean included =
        config.plans().stream()
            .filter(plan -> plans(tenant, keyless).contains(plan.name()))
            .anyMatch(plan -> plan.features().contains(Plan.KEYLESS));
    if (!included) {
      wrong.add(
          path,
          "no plan of the tenant includes keyless signing",
          "the feature keyless in plans.<plan>.features");
    }
  }

  private static Set<PlanName> plans(TenantSettings tenant, IdentitySettings keyless) {
    return keyless.plans() == null ? tenant.plans() : keyless.plans();
  }
}
