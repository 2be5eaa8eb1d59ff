package org.stellaops.signer.core.admission;

import java.util.List;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.policy.PredicateRule;
import org.stellaops.signer.core.api.policy.TenantPolicy;
import org.stellaops.signer.core.decision.Evidence;
import org.stellaops.signer.core.idempotency.FirstUse;
import org.stellaops.signer.core.statement.Received;

/**
 * Evidence that the tenant's policy allows this statement under these keys, that the body fits the
 * plan, and that a unit of rate and of concurrency is held.
 */
@Evidence
public final class Admitted {

  private final FirstUse firstUse;
  private final TenantPolicy policy;
  private final PredicateRule rule;
  private final List<AdmittedSigner> signers;
  private final Response.Rate rate;

  Admitted(
      FirstUse firstUse,
      TenantPolicy policy,
      PredicateRule rule,
      List<AdmittedSigner> signers,
      Response.Rate rate) {
    this.firstUse = firstUse;
    this.policy = policy;
    this.rule = rule;
    this.signers = List.copyOf(signers);
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

  /** At least one key, all different, in the order of their key ids; or one identity. */
  public List<AdmittedSigner> signers() {
    return signers;
  }

  public Response.Rate rate() {
    return rate;
  }
}
