package org.stellaops.signer.testkit.approval;

import java.util.function.UnaryOperator;
import org.stellaops.signer.ports.ImageApprovals;

class InMemoryApprovalsTest extends ImageApprovalsContract {

  @Override
  protected ApprovalsBench bench() {
    return bench(store -> store);
  }

  /** Each node has an adapter of its own in front of what is common. */
  static ApprovalsBench bench(UnaryOperator<ImageApprovals> breaking) {
    ImageApprovals common = new InMemoryApprovals();
    ImageApprovals store = breaking.apply(common);
    return new ApprovalsBench() {
      @Override
      public ImageApprovals store() {
        return store;
      }

      @Override
      public ImageApprovals another() {
        return breaking.apply(common);
      }

      @Override
      public void close() {}
    };
  }
}
