package org.stellaops.signer.testkit.approval;

import java.util.function.UnaryOperator;
import org.stellaops.signer.ports.ImageApprovals;
import org.stellaops.signer.testkit.InMemoryBench;
import org.stellaops.signer.testkit.StoreBench;

class InMemoryApprovalsTest extends ImageApprovalsContract {

  @Override
  protected StoreBench<ImageApprovals> bench() {
    return bench(UnaryOperator.identity());
  }

  static StoreBench<ImageApprovals> bench(UnaryOperator<ImageApprovals> breaking) {
    return new InMemoryBench<>(clock -> new InMemoryApprovals(), breaking);
  }
}
