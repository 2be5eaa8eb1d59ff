package org.stellaops.signer.testkit.approval;

import org.stellaops.signer.ports.ImageApprovals;

/** One store of approvals. */
public interface ApprovalsBench extends AutoCloseable {

  ImageApprovals store();

  /** Another node's view of the same, or the same again after a restart. */
  ImageApprovals another();

  @Override
  void close();
}
