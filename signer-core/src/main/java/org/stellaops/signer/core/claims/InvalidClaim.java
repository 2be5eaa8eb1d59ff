package org.stellaops.signer.core.claims;

import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonFault;
import org.stellaops.signer.model.Reason;

/** A header or claim that does not hold. Carries no stack trace because it becomes an answer. */
public final class InvalidClaim extends Exception {

  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final String said;

  public InvalidClaim(Reason reason) {
    this(reason, reason.word());
  }

  private InvalidClaim(Reason reason, String said) {
    super(said, null, false, false);
    this.reason = reason;
    this.said = said;
  }

  /** A claim of the wrong type or form. */
  public static InvalidClaim malformed(String claim) {
    return new InvalidClaim(Reason.CLAIM_MALFORMED, Reason.CLAIM_MALFORMED.word() + ": " + claim);
  }

  /** A claim that is not there, or not of its type. */
  public static InvalidClaim unreadable(String claim, InvalidJson why) {
    return why.fault() == JsonFault.MISSING_MEMBER
        ? new InvalidClaim(Reason.CLAIM_MISSING, Reason.CLAIM_MISSING.word() + ": " + claim)
        : malformed(claim);
  }

  public Reason reason() {
    return reason;
  }

  /** The reason, and which claim it is about; nothing of the token's text. */
  public String said() {
    return said;
  }
}
