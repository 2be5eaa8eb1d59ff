package org.stellaops.signer.core.statement;

import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.caller.Caller;
import org.stellaops.signer.core.decision.Evidence;
import org.stellaops.signer.core.intake.Intake;
import org.stellaops.signer.core.lifecycle.RequestContext;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.IdempotencyKey;

/** Evidence that an identified caller's body is a request to sign a statement. */
@Evidence
public final class Received {

  private final Intake intake;
  private final SignRequest request;

  Received(Intake intake, SignRequest request) {
    this.intake = intake;
    this.request = request;
  }

  public RequestContext context() {
    return intake.context();
  }

  public Caller caller() {
    return intake.caller();
  }

  public SignRequest request() {
    return request;
  }

  /** SHA-256 of the body as received. */
  public Digest body() {
    return intake.digest();
  }

  /** Length of the body in bytes. */
  public long bodySize() {
    return intake.size();
  }

  public @Nullable IdempotencyKey idempotencyKey() {
    return intake.idempotencyKey();
  }
}
