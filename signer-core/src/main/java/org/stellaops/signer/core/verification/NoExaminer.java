package org.stellaops.signer.core.verification;

import java.util.List;
import java.util.Optional;
import org.stellaops.signer.ports.BundleExaminer;
import org.stellaops.signer.ports.Check;
import org.stellaops.signer.ports.Check.Outcome;

/** Stands where no examiner is: nothing can be checked. */
public enum NoExaminer implements BundleExaminer {
  INSTANCE;

  @Override
  public Roots roots() {
    return Roots.NONE;
  }

  @Override
  public Examination examine(Question question) {
    return new Examination(
        List.of(new Check("form", Outcome.UNSUPPORTED, "Nothing verifies documents here.")),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }
}
