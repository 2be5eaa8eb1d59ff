package org.stellaops.signer.testkit.signing;

/** A bench says that its backend cannot have a fault, and why. */
public final class FaultImpossible extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public FaultImpossible(BackendFault fault, String why) {
    super(fault + " cannot happen: " + why);
    if (why.isBlank()) {
      throw new IllegalArgumentException("say why " + fault + " cannot happen");
    }
  }
}
