package org.stellaops.signer.core.check;

import org.stellaops.signer.core.decision.Evidence;
import org.stellaops.signer.model.KeyIdentity;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Signable;
import org.stellaops.signer.model.SignatureValue;
import org.stellaops.signer.model.SignerIdentity;

/**
 * Evidence that a signature is one: made by this signer over exactly this message. Only {@link
 * SignatureCheck} makes it.
 */
@Evidence
public final class VerifiedSignature {

  private final PinnedKey pin;
  private final Signable message;
  private final SignatureValue value;
  private final String checkedBy;

  VerifiedSignature(PinnedKey pin, Signable message, SignatureValue value, String checkedBy) {
    this.pin = pin;
    this.message = message;
    this.value = value;
    this.checkedBy = checkedBy;
  }

  /** Who signed. */
  public SignerIdentity by() {
    return new KeyIdentity(pin);
  }

  /** The public key that the signature was checked against. */
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
