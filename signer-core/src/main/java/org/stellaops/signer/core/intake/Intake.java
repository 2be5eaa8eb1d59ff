package org.stellaops.signer.core.intake;

import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.caller.Caller;
import org.stellaops.signer.core.decision.Evidence;
import org.stellaops.signer.core.lifecycle.RequestContext;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.IdempotencyKey;

/**
 * Evidence that an identified caller's body arrived whole, within its bounds and as the proof says.
 * Nothing of it has been parsed: what it means is for the operation's own reader.
 */
@Evidence
public final class Intake {

  private final RequestContext context;
  private final Caller caller;
  private final Digest digest;
  private final long size;
  private final @Nullable IdempotencyKey idempotencyKey;
  private @Nullable Bytes body;

  Intake(RequestContext context, Caller caller, Bytes body, @Nullable IdempotencyKey key) {
    this.context = context;
    this.caller = caller;
    this.body = body;
    this.digest = body.sha256();
    this.size = body.size();
    this.idempotencyKey = key;
  }

  public RequestContext context() {
    return context;
  }

  public Caller caller() {
    return caller;
  }

  /** SHA-256 of the body as received. */
  public Digest digest() {
    return digest;
  }

  /** Length of the body in bytes. */
  public long size() {
    return size;
  }

  public @Nullable IdempotencyKey idempotencyKey() {
    return idempotencyKey;
  }

  /**
   * Hands the body over to its reader, once, so that a large one can be freed as soon as it is
   * read.
   *
   * @throws IllegalStateException it was handed over before
   */
  public Bytes takeBody() {
    Bytes taken = body;
    if (taken == null) {
      throw new IllegalStateException("the body was read before");
    }
    body = null;
    return taken;
  }
}
