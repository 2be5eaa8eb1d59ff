package org.stellaops.signer.tuf;

import org.stellaops.signer.ports.tuf.TufOutcome.Problem;

/** Ends an update from inside the library's calls; its message names the file. */
final class UpdateRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Problem problem;

  UpdateRefused(Problem problem, String what) {
    super(what);
    this.problem = problem;
  }

  UpdateRefused(Problem problem, String what, Throwable cause) {
    super(what, cause);
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
