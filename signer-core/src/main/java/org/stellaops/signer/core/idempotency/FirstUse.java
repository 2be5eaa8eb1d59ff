package org.stellaops.signer.core.idempotency;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.decision.Evidence;
import org.stellaops.signer.core.entitlement.Entitled;
import org.stellaops.signer.ports.RequestJournal.IdempotencyClaim;

/** Evidence that an entitled request has not been answered before. */
@Evidence
public final class FirstUse {

  private final Entitled entitled;
  private final @Nullable IdempotencyClaim claim;

  FirstUse(Entitled entitled, @Nullable IdempotencyClaim claim) {
    this.entitled = entitled;
    this.claim = claim;
  }

  public Entitled entitled() {
    return entitled;
  }

  /** What the reservation claims; empty for a request without an idempotency key. */
  public Optional<IdempotencyClaim> claim() {
    return Optional.ofNullable(claim);
  }
}
