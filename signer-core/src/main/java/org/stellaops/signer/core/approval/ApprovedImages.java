package org.stellaops.signer.core.approval;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.ImageApprovals;
import org.stellaops.signer.ports.ImageApprovals.Approval;

/**
 * Whether people let an image pass now. The store is asked each time: an approval that was revoked
 * on another node lets nothing pass here.
 */
public final class ApprovedImages {

  private final @Nullable ImageApprovals store;
  private final ApprovalRules rules;
  private final InstantSource clock;

  /**
   * @param store null where there are none
   */
  public ApprovedImages(@Nullable ImageApprovals store, ApprovalRules rules, InstantSource clock) {
    this.store = store;
    this.rules = rules;
    this.clock = clock;
  }

  /** Whether somebody of the tenant could let an image pass. */
  public boolean canBeAskedFor(Tenant tenant) {
    return store != null && rules.tenants().contains(tenant);
  }

  /**
   * The approval by which {@code image} passes; the one that holds longest, if there are several.
   *
   * @throws org.stellaops.signer.ports.DependencyUnavailable the store does not say
   */
  public Optional<AuditId> approval(Tenant tenant, Digest image, Deadline deadline) {
    if (store == null || !rules.tenants().contains(tenant)) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    return store.of(tenant, image, deadline).stream()
        .filter(each -> ApprovalState.of(each, now) == ApprovalState.APPROVED)
        .max((one, other) -> one.last().until().compareTo(other.last().until()))
        .map(Approval::id);
  }
}
