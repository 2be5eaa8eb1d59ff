package org.stellaops.signer.core.check;

import org.stellaops.signer.core.decision.Evidence;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Signable;
import org.stellaops.signer.model.SignatureValue;

/**
 * Evidence that a signature is one: made by the pinned key over exactly this message. Only {@link
 * SignatureCheck} can make it.
 */
@Evidence
public final class Verified {

  private final PinnedKey pin;
  private final Signable message;
  private final SignatureValue value;
  private final String checkedBy;

  Verified(PinnedKey pin, Signable message, SignatureValue value, String checkedBy) {
    this.pin = pin;
    this.message = message;
    this.value = value;
    this.checkedBy = checkedBy;
  }

  public PinnedKey pin() {
    return pin;
  }

  public Signable message() {
    return message;
  }

  public SignatureValue value() {
    return value;
  }

  /** The name of the JCA provider that checked it. */
  String checkedBy() {
    return checkedBy;
  }
}
