package org.stellaops.signer.core.api.embedded;

import org.stellaops.signer.core.api.Refusal;

/**
 * A request that the signer would refuse for its form, found before it is sent: nothing is recorded
 * or counted for it. The message says what is wrong and what to do, and holds no secret.
 */
public final class InvalidSigningRequest extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  InvalidSigningRequest(Refusal refusal) {
    super(message(refusal));
    this.refusal = refusal;
  }

  private static String message(Refusal refusal) {
    String where = refusal instanceof Refusal.InvalidStatement it ? " (" + it.path() + ")" : "";
    return refusal.reason().word() + ": " + refusal.advice() + where;
  }

  /** What the signer would have answered. */
  public Refusal refusal() {
    return refusal;
  }
}
