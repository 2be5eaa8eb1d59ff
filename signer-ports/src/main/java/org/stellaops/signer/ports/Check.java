package org.stellaops.signer.ports;

import org.stellaops.signer.model.Labels;

/**
 * One check that a verification made.
 *
 * @param name a stable kebab-case word
 * @param detail one sentence for people, without any secret
 */
public record Check(String name, Outcome outcome, String detail) {

  /** How it ended. */
  public enum Outcome {
    PASSED,
    FAILED,
    /** It needs something that this verifier cannot do; no word about forgery. */
    UNSUPPORTED,
    /** Nothing was asked or there was nothing to check; it says neither yes nor no. */
    NOT_APPLICABLE;

    /** The form in answers: {@code not-applicable}. */
    public String label() {
      return Labels.of(this);
    }
  }

  public static Check of(String name, boolean passed, String whenPassed, String whenFailed) {
    return new Check(
        name, passed ? Outcome.PASSED : Outcome.FAILED, passed ? whenPassed : whenFailed);
  }
}
