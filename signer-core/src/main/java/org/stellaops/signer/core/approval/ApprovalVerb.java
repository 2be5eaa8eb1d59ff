package org.stellaops.signer.core.approval;

import java.util.Arrays;
import java.util.Optional;
import org.stellaops.signer.model.Labels;
import org.stellaops.signer.ports.ImageApprovals.Deed;

/** What people do with a request to let an image pass. */
public enum ApprovalVerb {
  /** Let it pass, for a time. */
  APPROVE(Deed.APPROVED),
  /** Do not. */
  DENY(Deed.DENIED),
  /** Let it pass no longer. */
  REVOKE(Deed.REVOKED);

  private final Deed deed;

  ApprovalVerb(Deed deed) {
    this.deed = deed;
  }

  Deed deed() {
    return deed;
  }

  /** The form in paths, records and words: {@code approve}. */
  public String label() {
    return Labels.of(this);
  }

  public static Optional<ApprovalVerb> ofLabel(String label) {
    return Arrays.stream(values()).filter(each -> each.label().equals(label)).findFirst();
  }
}
