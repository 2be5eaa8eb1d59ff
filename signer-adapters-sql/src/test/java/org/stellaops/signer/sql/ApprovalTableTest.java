package org.stellaops.signer.sql;

import org.stellaops.signer.ports.ImageApprovals;
import org.stellaops.signer.testkit.approval.ApprovalsBench;
import org.stellaops.signer.testkit.approval.ImageApprovalsContract;

class ApprovalTableTest extends ImageApprovalsContract {

  @Override
  protected ApprovalsBench bench() {
    SqliteBench bench = new SqliteBench();
    return new ApprovalsBench() {
      @Override
      public ImageApprovals store() {
        return bench.store().approvals();
      }

      @Override
      public ImageApprovals another() {
        bench.restart();
        return bench.store().approvals();
      }

      @Override
      public void close() {
        bench.close();
      }
    };
  }
}
