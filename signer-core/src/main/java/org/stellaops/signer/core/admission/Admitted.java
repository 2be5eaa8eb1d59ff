package org.stellaops.signer.core.admission;

import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.policy.PredicateRule;
import org.stellaops.signer.core.api.policy.SigningKey;
import org.stellaops.signer.core.api.policy.TenantPolicy;
import org.stellaops.signer.core.decision.Evidence;
import org.stellaops.signer.core.idempotency.FirstUse;
import org.stellaops.signer.core.statement.Received;

/**
 * Evidence that the tenant's policy allows this statement under this key, that the body fits the
 * plan, and that a unit of rate and of concurrency is held.
 */
@Evidence
public final class Admitted {

  private final FirstUse firstUse;
  private final TenantPolicy policy;
  private final PredicateRule rule;
  private final SigningKey key;
  private final Response.Rate rate;

  Admitted(
      FirstUse firstUse,
      TenantPolicy policy,
      PredicateRule rule,
      SigningKey key,
      Response.Rate rate) {
    this.firstUse = firstUse;
    this.policy = policy;
    this.rule = rule;
    this.key = key;
    this.rate = rate;
  }

  public FirstUse firstUse() {
    return firstUse;
  }

  public Received received() {
    return firstUse.entitled().received();
  }

  public TenantPolicy policy() {
    return policy;
  }

  public PredicateRule rule() {
    return rule;
  }

  public SigningKey key() {
    return key;
  }

  public Response.Rate rate() {
    return rate;
  }
}
