package org.stellaops.signer.core.lifecycle;

import java.time.Duration;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.KeyNotFound;
import org.stellaops.signer.ports.PortException;

/** What an exception means: for the caller, for the charge, and for the operator. */
public final class Failures {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  /** Where somebody has to mend something first. */
  private static final Duration RETRY_LATE = Duration.ofMinutes(5);

  private Failures() {}

  /** What the caller is told of {@code failure}. */
  public static ServiceFailure named(Throwable failure) {
    if (failure instanceof ServiceFailure named) {
      return named;
    }
    if (failure instanceof SigningFailed signing && signing.getCause() != null) {
      return named(signing.getCause());
    }
    if (failure instanceof KeyNotFound || failure instanceof BackendRefused) {
      return failure(ErrorCode.KEY_UNAVAILABLE, Reason.SIGNING_KEY, failure);
    }
    if (failure instanceof DependencyUnavailable down) {
      return switch (down.dependency()) {
        case SIGNING_KEYS -> failure(ErrorCode.KEY_UNAVAILABLE, Reason.SIGNING_KEYS, failure);
        case JOURNAL -> failure(ErrorCode.SIGNING_UNAVAILABLE, Reason.JOURNAL, failure);
        case AUTHORITY -> failure(ErrorCode.DEPENDENCY_UNAVAILABLE, Reason.AUTHORITY, failure);
        case LICENSING -> failure(ErrorCode.DEPENDENCY_UNAVAILABLE, Reason.LICENSING, failure);
        case REGISTRY -> failure(ErrorCode.DEPENDENCY_UNAVAILABLE, Reason.REGISTRY, failure);
        case IDENTITY_TOKENS ->
            failure(ErrorCode.DEPENDENCY_UNAVAILABLE, Reason.IDENTITY_TOKENS, failure);
        case CERTIFICATE_AUTHORITY ->
            failure(ErrorCode.DEPENDENCY_UNAVAILABLE, Reason.CERTIFICATE_AUTHORITY, failure);
        case TIMESTAMP_AUTHORITY ->
            failure(ErrorCode.DEPENDENCY_UNAVAILABLE, Reason.TIMESTAMP_AUTHORITY, failure);
      };
    }
    return failure(ErrorCode.SIGNING_UNAVAILABLE, Reason.INTERNAL, failure);
  }

  private static ServiceFailure failure(ErrorCode code, Reason reason, Throwable cause) {
    return new ServiceFailure(code, reason, retryAfter(reason, RETRY_AFTER), cause);
  }

  /** How long a caller is to wait. */
  public static Duration retryAfter(Reason reason, Duration otherwise) {
    return reason.isLasting() ? RETRY_LATE : otherwise;
  }

  /**
   * What an operator needs to find the cause of an outage without a debugger. Only the messages of
   * ports promise to hold no secret; of anything else the type and the place must do.
   */
  public static String cause(ServiceFailure why) {
    Throwable cause = why.getCause();
    if (cause == null) {
      return "none";
    }
    StackTraceElement[] frames = cause.getStackTrace();
    return cause instanceof PortException
        ? cause.toString()
        : cause.getClass().getName() + (frames.length == 0 ? "" : " at " + frames[0]);
  }
}
