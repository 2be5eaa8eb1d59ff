package org.stellaops.signer.core.check;

import java.time.Instant;
import org.stellaops.signer.core.decision.Evidence;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.SignatureValue;

/**
 * Evidence that a trusted authority says when a signature was there. Only {@link TimestampCheck}
 * makes it.
 */
@Evidence
public final class VerifiedTimestamp {

  private final Bytes response;
  private final SignatureValue signature;
  private final Instant time;
  private final String operator;

  VerifiedTimestamp(Bytes response, SignatureValue signature, Instant time, String operator) {
    this.response = response;
    this.signature = signature;
    this.time = time;
    this.operator = operator;
  }

  /** The DER of the {@code TimeStampResp}. */
  public Bytes response() {
    return response;
  }

  /** What it is over. */
  public SignatureValue signature() {
    return signature;
  }

  public Instant time() {
    return time;
  }

  /** Who runs the authority. */
  public String operator() {
    return operator;
  }
}
