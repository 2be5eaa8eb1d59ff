package org.stellaops.signer.core.approval;

import java.time.Instant;
import org.stellaops.signer.model.Labels;
import org.stellaops.signer.ports.ImageApprovals.Approval;
import org.stellaops.signer.ports.ImageApprovals.Step;

/** What a request for an approval has come to. */
public enum ApprovalState {
  /** Waits for a decision. */
  PENDING,
  /** Holds: the image passes. */
  APPROVED,
  DENIED,
  REVOKED,
  /** Nobody decided in time, or the time of the approval is over. */
  EXPIRED;

  /** What holds at {@code now}; its end is not part of an approval's time. */
  static ApprovalState of(Approval approval, Instant now) {
    Step last = approval.last();
    return switch (last.deed()) {
      case REQUESTED -> now.isBefore(last.until()) ? PENDING : EXPIRED;
      case APPROVED -> now.isBefore(last.until()) ? APPROVED : EXPIRED;
      case DENIED -> DENIED;
      case REVOKED -> REVOKED;
    };
  }

  /** The form in answers: {@code pending}. */
  public String label() {
    return Labels.of(this);
  }
}
