package org.stellaops.signer.bootstrap;

import java.util.List;
import org.stellaops.signer.model.Digest;

/** What became of an attempt to put a changed configuration in force. */
public sealed interface Reload {

  /** The form in metrics and log lines. */
  default String label() {
    return switch (this) {
      case Applied applied -> "applied";
      case Unchanged unchanged -> "unchanged";
      case Rejected rejected -> "rejected";
    };
  }

  /** The new policy is in force for every request that is identified from now on. */
  record Applied(Digest policy) implements Reload {}

  /** The configuration says what was in force already; its files were read anew all the same. */
  record Unchanged(Digest policy) implements Reload {}

  /**
   * Nothing changed: the policy before stays in force.
   *
   * @param problems everything that is wrong, one line each, with file and line where there is one
   */
  record Rejected(List<String> problems) implements Reload {

    public Rejected {
      problems = List.copyOf(problems);
    }
  }
}
