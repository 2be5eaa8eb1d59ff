package org.stellaops.signer.core.api;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Reason;

/**
 * This service cannot do its work now: its own outage, never a statement about the caller. Nothing
 * was released. Answered as 503 with {@code Retry-After}.
 */
public final class ServiceFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final Reason reason;
  private final Duration retryAfter;

  /**
   * @param code {@link ErrorCode#KEY_UNAVAILABLE}, {@link ErrorCode#DEPENDENCY_UNAVAILABLE} or
   *     {@link ErrorCode#SIGNING_UNAVAILABLE}
   */
  public ServiceFailure(
      ErrorCode code, Reason reason, Duration retryAfter, @Nullable Throwable cause) {
    super(code.wire() + ": " + reason.word(), cause);
    this.code = code;
    this.reason = reason;
    this.retryAfter = retryAfter;
  }

  public ServiceFailure(ErrorCode code, Reason reason, Duration retryAfter) {
    this(code, reason, retryAfter, null);
  }

  public ErrorCode code() {
    return code;
  }

  public Reason reason() {
    return reason;
  }

  public Duration retryAfter() {
    return retryAfter;
  }
}
