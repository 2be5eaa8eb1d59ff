package org.stellaops.signer.core.entitlement;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.policy.Limits;
import org.stellaops.signer.core.api.policy.Plan;
import org.stellaops.signer.core.decision.Evidence;
import org.stellaops.signer.core.statement.Received;

/** Evidence that a request is entitled. Only {@link EntitlementGate} makes one. */
@Evidence
public final class Entitled {

  private final Received received;
  private final @Nullable EntitlementProof proof;
  private final Plan plan;
  private final Limits limits;
  private final Set<String> features;
  private final EntitlementSource source;

  Entitled(
      Received received,
      @Nullable EntitlementProof proof,
      Plan plan,
      Limits limits,
      Set<String> features,
      EntitlementSource source) {
    this.received = received;
    this.proof = proof;
    this.plan = plan;
    this.limits = limits;
    this.features = features;
    this.source = source;
  }

  public Received received() {
    return received;
  }

  /** The plan as configured when the entitlement was judged. */
  public Plan plan() {
    return plan;
  }

  /** In each limit the smallest of the plan's, the proof's and Licensing's. */
  public Limits limits() {
    return limits;
  }

  /** What both the plan and the proof include. */
  public Set<String> features() {
    return features;
  }

  public EntitlementSource source() {
    return source;
  }

  /** The licence that the proof names; empty where none was checked. */
  public Optional<String> licence() {
    return Optional.ofNullable(proof).map(EntitlementProof::licence);
  }
}
