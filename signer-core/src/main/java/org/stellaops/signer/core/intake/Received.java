package org.stellaops.signer.core.intake;

import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.caller.Caller;
import org.stellaops.signer.core.lifecycle.RequestContext;
import org.stellaops.signer.core.statement.SignRequest;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.IdempotencyKey;

/** Evidence that an identified caller's body arrived whole and is a request to sign. */
public final class Received {

  private final RequestContext context;
  private final Caller caller;
  private final SignRequest request;
  private final Digest body;
  private final long bodySize;
  private final @Nullable IdempotencyKey idempotencyKey;

  Received(
      RequestContext context,
      Caller caller,
      SignRequest request,
      Digest body,
      long bodySize,
      @Nullable IdempotencyKey idempotencyKey) {
    this.context = context;
    this.caller = caller;
    this.request = request;
    this.body = body;
    this.bodySize = bodySize;
    this.idempotencyKey = idempotencyKey;
  }

  public RequestContext context() {
    return context;
  }

  public Caller caller() {
    return caller;
  }

  public SignRequest request() {
    return request;
  }

  /** SHA-256 of the body as received. */
  public Digest body() {
    return body;
  }

  /** Length of the body in bytes. */
  public long bodySize() {
    return bodySize;
  }

  public @Nullable IdempotencyKey idempotencyKey() {
    return idempotencyKey;
  }
}
