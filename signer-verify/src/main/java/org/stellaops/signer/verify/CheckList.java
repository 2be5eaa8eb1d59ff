package org.stellaops.signer.verify;

import java.util.ArrayList;
import java.util.List;
import org.stellaops.signer.ports.Check;
import org.stellaops.signer.ports.Check.Outcome;
import org.stellaops.signer.verify.material.NotProven;

/** The checks of one signature while they are made. */
final class CheckList {

  static final String SIGNATURE = "signature";

  private final List<Check> checks = new ArrayList<>();

  /** Checks that end with the first that fails. */
  interface Steps {
    void make() throws NotProven;
  }

  /** A question that may not be answerable. */
  interface Question {
    boolean isSo() throws NotProven;
  }

  /** Makes some checks, unless one failed before. */
  void add(Steps steps) {
    if (!allGood()) {
      return;
    }
    try {
      steps.make();
    } catch (NotProven e) {
      failed(e);
    }
  }

  void failed(NotProven e) {
    Outcome outcome =
        switch (e.kind()) {
          case WRONG, UNKNOWN -> Outcome.FAILED;
          case UNSUPPORTED -> Outcome.UNSUPPORTED;
        };
    checks.add(new Check(e.check(), outcome, e.why()));
  }

  void passed(String name, String detail) {
    checks.add(new Check(name, Outcome.PASSED, detail));
  }

  void unsupported(String name, String detail) {
    checks.add(new Check(name, Outcome.UNSUPPORTED, detail));
  }

  void notApplicable(String name, String detail) {
    checks.add(new Check(name, Outcome.NOT_APPLICABLE, detail));
  }

  void of(String name, boolean passed, String whenPassed, String whenFailed) {
    checks.add(Check.of(name, passed, whenPassed, whenFailed));
  }

  /** The check of the signature itself, which is made whatever came before. */
  void signature(Question question, String whenPassed, String whenFailed) {
    try {
      of(SIGNATURE, question.isSo(), whenPassed, whenFailed);
    } catch (NotProven e) {
      failed(e);
    }
  }

  boolean allGood() {
    return checks.stream()
        .noneMatch(
            check -> check.outcome() == Outcome.FAILED || check.outcome() == Outcome.UNSUPPORTED);
  }

  List<Check> all() {
    return checks;
  }
}
