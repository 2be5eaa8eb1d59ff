package org.stellaops.signer.core.release;

import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.policy.PolicySnapshot;
import org.stellaops.signer.core.api.policy.PredicateRule;
import org.stellaops.signer.core.api.policy.TenantPolicy;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Tenant;

/**
 * What the release gate judges.
 *
 * @param claimed the image's manifest digest as the Authority set it in the caller's token
 * @param asserted what the request's body says the image is
 * @param index an index that the request's body says lists the image
 * @param rule what the tenant's policy says of the predicate type
 * @param policy the tenant's policy
 * @param snapshot the policy that it is part of, with the release keys that count
 */
public record ReleaseQuestion(
    Tenant tenant,
    @Nullable Digest claimed,
    @Nullable Digest asserted,
    @Nullable Digest index,
    PredicateRule rule,
    TenantPolicy policy,
    PolicySnapshot snapshot) {

  /** About an image that is in no index that anyone names. */
  public ReleaseQuestion(
      Tenant tenant,
      @Nullable Digest claimed,
      @Nullable Digest asserted,
      PredicateRule rule,
      TenantPolicy policy,
      PolicySnapshot snapshot) {
    this(tenant, claimed, asserted, null, rule, policy, snapshot);
  }

  public ReleaseQuestion {
    if (!policy.tenant().equals(tenant)) {
      throw new IllegalArgumentException("the policy is another tenant's");
    }
  }
}
