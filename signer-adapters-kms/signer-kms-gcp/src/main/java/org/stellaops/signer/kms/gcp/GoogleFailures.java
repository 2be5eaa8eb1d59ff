package org.stellaops.signer.kms.gcp;

import com.google.api.gax.rpc.ApiException;
import io.grpc.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.KeyNotFound;
import org.stellaops.signer.ports.PortException;

/** What the statuses of gRPC mean, whoever gave them. */
final class GoogleFailures {

  private GoogleFailures() {}

  /** Whether the service turned the request away as one too many: it did nothing. */
  static boolean isThrottled(ApiException failure, GoogleCall call) {
    return call.isEndedByTheService() && code(failure) == Status.Code.RESOURCE_EXHAUSTED;
  }

  static DependencyUnavailable throttled(ApiException failure) {
    return DependencyUnavailable.busy(
        Dependency.SIGNING_KEYS, "Google Cloud KMS has no room for more requests", failure);
  }

  /**
   * @return {@link KeyNotFound} or {@link BackendRefused} where the service said so itself, else
   *     {@link DependencyUnavailable}
   */
  static PortException of(KeyUri key, ApiException failure, GoogleCall call) {
    Status.Code code = code(failure);
    if (!call.attempt().hasLeft()) {
      return unavailable(false, beforeSending(failure, code, call), failure);
    }
    boolean may = call.attempt().mayHaveSigned();
    if (!call.isEndedByTheService()) {
      return unavailable(may, "no answer of Google Cloud KMS that can be read: " + code, failure);
    }
    return switch (code) {
      case RESOURCE_EXHAUSTED -> throttled(failure);
      case NOT_FOUND, FAILED_PRECONDITION ->
          new KeyNotFound(key, "Google Cloud KMS says " + code + explained(code));
      case PERMISSION_DENIED,
          UNAUTHENTICATED,
          INVALID_ARGUMENT,
          OUT_OF_RANGE,
          ALREADY_EXISTS,
          UNIMPLEMENTED ->
          new BackendRefused(
              "key " + key + ": Google Cloud KMS says " + code + explained(code), failure);
      case UNAVAILABLE, DEADLINE_EXCEEDED, ABORTED, CANCELLED, INTERNAL, UNKNOWN, DATA_LOSS, OK ->
          unavailable(may, "Google Cloud KMS failed: " + code, failure);
    };
  }

  private static String explained(Status.Code code) {
    return switch (code) {
      case FAILED_PRECONDITION -> "; a version of a key has to be ENABLED";
      case PERMISSION_DENIED ->
          "; cloudkms.cryptoKeyVersions.viewPublicKey and cloudkms.cryptoKeyVersions.useToSign"
              + " are needed";
      default -> "";
    };
  }

  private static Status.Code code(ApiException failure) {
    return Status.fromThrowable(failure).getCode();
  }

  private static String beforeSending(Throwable failure, Status.Code code, GoogleCall call) {
    if (call.isWithoutToken()) {
      return "Google Cloud KMS was not asked: no access token could be had for it";
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException) {
        return "no TLS with Google Cloud KMS; caFile names the authorities that are trusted for it";
      }
    }
    return code == Status.Code.DEADLINE_EXCEEDED
        ? "Google Cloud KMS did not answer in time"
        : "Google Cloud KMS is out of reach";
  }

  static DependencyUnavailable closed(@Nullable Throwable cause) {
    return unavailable(false, "the backend is closed", cause);
  }

  static DependencyUnavailable unavailable(boolean may, String why, @Nullable Throwable cause) {
    return cause == null
        ? new DependencyUnavailable(Dependency.SIGNING_KEYS, may, why)
        : new DependencyUnavailable(Dependency.SIGNING_KEYS, may, why, cause);
  }
}
