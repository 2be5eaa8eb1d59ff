package org.stellaops.signer.sql;

import org.stellaops.signer.ports.ImageApprovals;
import org.stellaops.signer.testkit.StoreBench;
import org.stellaops.signer.testkit.approval.ImageApprovalsContract;

class ApprovalTableTest extends ImageApprovalsContract {

  @Override
  protected StoreBench<ImageApprovals> bench() {
    return new SqliteStoreBench<>(SqliteStore::approvals);
  }
}
