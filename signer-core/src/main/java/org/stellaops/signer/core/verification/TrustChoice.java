package org.stellaops.signer.core.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.policy.KeylessRule;
import org.stellaops.signer.core.api.policy.PolicySnapshot;
import org.stellaops.signer.core.api.policy.TenantPolicy;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.verification.VerificationRequest.Choice;
import org.stellaops.signer.core.verification.VerifierKeys.Known;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Revocation;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.BundleExaminer.Demands;
import org.stellaops.signer.ports.BundleExaminer.Roots;
import org.stellaops.signer.ports.BundleExaminer.Signers;
import org.stellaops.signer.ports.BundleExaminer.TrustedIdentity;
import org.stellaops.signer.ports.BundleExaminer.TrustedKey;

/**
 * Whose signatures count for one request: who the caller names, of those that the operator trusts;
 * else the caller's own tenant, for what another tenant signed says nothing to this one.
 */
record TrustChoice(Signers signers, Demands demands, List<Revocation> revocations) {

  static Decision<TrustChoice> of(
      Choice choice, PolicySnapshot policy, Tenant tenant, List<Known> known, Roots roots) {
    return keys(choice, known)
        .then(keys ->
            identities(choice, policy, tenant, roots)
                .then(identities -> of(choice, policy, keys, identities, roots)));
  }

  private static Decision<TrustChoice> of(
      Choice choice,
      PolicySnapshot policy,
      List<Known> keys,
      List<TrustedIdentity> identities,
      Roots roots) {
    if (keys.isEmpty() && identities.isEmpty()) {
      return Decision.refused(
          new Refusal.PolicyDenied(
              Reason.NOBODY_TRUSTED,
              "Your tenant has no key and no identity here: name in policy whose signature"
                  + " counts."));
    }
    int threshold = choice.threshold() == null ? 1 : choice.threshold();
    List<TrustedKey> trusted = keys.stream().map(Known::key).distinct().toList();
    int most = trusted.size() + identities.size();
    if (threshold > most) {
      return Decision.refused(
          new Refusal.InvalidRequest(
              Reason.OPTION_VALUE,
              "Of "
                  + most
                  + " signer(s) that count, "
                  + threshold
                  + " cannot have signed."
                  + " ($.policy.threshold)"));
    }
    List<Revocation> revocations = new ArrayList<>(policy.revocations());
    for (Known key : keys) {
      if (key.revocation() != null) {
        revocations.add(key.revocation());
      }
    }
    return Decision.cleared(
        new TrustChoice(
            new Signers(trusted, identities, threshold),
            demands(choice, !identities.isEmpty(), roots),
            revocations));
  }

  private static Decision<List<Known>> keys(Choice choice, List<Known> known) {
    if (choice.keys() == null) {
      return Decision.cleared(
          choice.namesSomebody() ? List.of() : known.stream().filter(Known::own).toList());
    }
    List<Known> named = new ArrayList<>();
    for (Digest id : choice.keys()) {
      List<Known> found =
          known.stream().filter(each -> each.key().key().fingerprint().equals(id)).toList();
      if (found.isEmpty()) {
        return Decision.refused(
            new Refusal.PolicyDenied(
                Reason.KEY_NOT_TRUSTED,
                "A key that policy.keys names is neither your tenant's nor published here; GET"
                    + " /api/v1/signer/trust has those that are."));
      }
      named.addAll(found);
    }
    return Decision.cleared(named.stream().distinct().toList());
  }

  private static Decision<List<TrustedIdentity>> identities(
      Choice choice, PolicySnapshot policy, Tenant tenant, Roots roots) {
    if (choice.identities() == null) {
      return Decision.cleared(
          choice.namesSomebody() || !roots.certificates()
              ? List.of()
              : own(policy, tenant).stream().toList());
    }
    if (!choice.identities().isEmpty() && !roots.certificates()) {
      return Decision.refused(
          new Refusal.PolicyDenied(
              Reason.NO_TRUSTED_ROOT,
              "No trusted root with a certificate authority is configured here, so no certificate"
                  + " counts; ask the operator."));
    }
    return Decision.cleared(choice.identities().stream().distinct().toList());
  }

  private static Optional<TrustedIdentity> own(PolicySnapshot policy, Tenant tenant) {
    @Nullable KeylessRule keyless =
        policy.policies().tenant(tenant).map(TenantPolicy::keyless).orElse(null);
    return Optional.ofNullable(keyless)
        .map(rule -> new TrustedIdentity(rule.issuer(), rule.subject()));
  }

  /**
   * A certificate needs what the trusted root has logs for, unless the caller says otherwise. What
   * this service signed for its own tenant is not logged yet when it is answered.
   */
  private static Demands demands(Choice choice, boolean certificates, Roots roots) {
    boolean named = choice.identities() != null && certificates;
    return new Demands(
        or(choice.logs(), named && roots.logs()),
        or(choice.timestamps(), false),
        or(choice.certificateLogs(), certificates && roots.certificateLogs()));
  }

  private static int or(@Nullable Integer chosen, boolean wanted) {
    return chosen == null ? (wanted ? 1 : 0) : chosen;
  }
}
