package org.stellaops.signer.core.admission;

import org.stellaops.signer.core.decision.Outcome;
import org.stellaops.signer.core.policy.PredicateRule;
import org.stellaops.signer.core.policy.SigningKey;
import org.stellaops.signer.core.policy.TenantPolicy;
import org.stellaops.signer.core.receive.Received;
import org.stellaops.signer.core.repeat.Fresh;

/**
 * Evidence that the tenant's policy allows this statement under this key, that the body fits the
 * plan, and that a unit of rate and of concurrency is held.
 */
public final class Admitted {

  private final Fresh fresh;
  private final TenantPolicy policy;
  private final PredicateRule rule;
  private final SigningKey key;
  private final Outcome.Rate rate;

  Admitted(
      Fresh fresh, TenantPolicy policy, PredicateRule rule, SigningKey key, Outcome.Rate rate) {
    this.fresh = fresh;
    this.policy = policy;
    this.rule = rule;
    this.key = key;
    this.rate = rate;
  }

  public Fresh fresh() {
    return fresh;
  }

  public Received received() {
    return fresh.entitled().received();
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

  public Outcome.Rate rate() {
    return rate;
  }
}
