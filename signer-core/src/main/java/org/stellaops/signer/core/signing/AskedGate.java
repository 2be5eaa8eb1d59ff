package org.stellaops.signer.core.signing;

import org.jspecify.annotations.Nullable;
import org.stellaops.signer.ports.SendGate;

/** The gate of one order to sign, which remembers whether it was asked and what it said. */
final class AskedGate implements SendGate {

  private final UseRules rules;
  private volatile boolean asked;
  private volatile @Nullable RuntimeException closed;

  AskedGate(UseRules rules) {
    this.rules = rules;
  }

  @Override
  public void requireOpen() {
    asked = true;
    try {
      rules.requireSigning();
    } catch (RuntimeException e) {
      closed = e;
      throw e;
    }
  }

  /** Whether the order ended because this gate was closed: nothing was signed. */
  @SuppressWarnings("ReferenceEquality") // the very exception, not one like it
  boolean isCauseOf(RuntimeException failure) {
    return failure == closed;
  }

  /**
   * @throws IllegalStateException the backend signed without having asked
   */
  void requireAsked() {
    if (!asked) {
      throw new IllegalStateException("the backend signed without asking whether it may");
    }
  }
}
