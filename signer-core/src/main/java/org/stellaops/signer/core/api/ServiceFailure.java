package org.stellaops.signer.core.api;

import java.time.Duration;

/**
 * This service cannot do its work now: its own outage, never a statement about the caller. Nothing
 * was released. Answered as 503 with {@code Retry-After}.
 */
public final class ServiceFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final String reason;
  private final Duration retryAfter;

  /**
   * @param code {@link ErrorCode#KEY_UNAVAILABLE}, {@link ErrorCode#DEPENDENCY_UNAVAILABLE} or
   *     {@link ErrorCode#SIGNING_UNAVAILABLE}
   * @param reason a stable kebab-case word, safe to show
   */
  public ServiceFailure(ErrorCode code, String reason, Duration retryAfter, Throwable cause) {
    super(code.wire() + ": " + reason, cause);
    this.code = code;
    this.reason = reason;
    this.retryAfter = retryAfter;
  }

  public ServiceFailure(ErrorCode code, String reason, Duration retryAfter) {
    super(code.wire() + ": " + reason);
    this.code = code;
    this.reason = reason;
    this.retryAfter = retryAfter;
  }

  public ErrorCode code() {
    return code;
  }

  public String reason() {
    return reason;
  }

  public Duration retryAfter() {
    return retryAfter;
  }
}
