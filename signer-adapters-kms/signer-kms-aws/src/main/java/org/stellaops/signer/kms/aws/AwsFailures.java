package org.stellaops.signer.kms.aws;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.outbound.OutboundAttempt;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.KeyNotFound;
import org.stellaops.signer.ports.PortException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** What the service's and the SDK's errors mean. */
final class AwsFailures {

  private static final Set<String> ABSENT =
      Set.of(
          "NotFoundException",
          "DisabledException",
          "KMSInvalidStateException",
          "InvalidArnException",
          "InvalidAliasNameException");

  /** Besides those that the SDK knows of every service. */
  private static final String OVER_A_QUOTA = "LimitExceededException";

  /** An answer of status 500 that says of itself that the request was rejected. */
  private static final String REJECTED = "KeyUnavailableException";

  private AwsFailures() {}

  /** Whether the service turned the request away as one too many: it did nothing. */
  static boolean isThrottled(SdkException failure, OutboundAttempt attempt) {
    return attempt.hasLeft()
        && failure instanceof AwsServiceException service
        && (service.isThrottlingException() || OVER_A_QUOTA.equals(code(service)));
  }

  static DependencyUnavailable throttled(SdkException failure) {
    return DependencyUnavailable.busy(
        Dependency.SIGNING_KEYS, "AWS KMS has no room for more requests", failure);
  }

  /**
   * @return {@link KeyNotFound} or {@link BackendRefused} where the service said so itself, else
   *     {@link DependencyUnavailable}
   */
  static PortException of(KeyUri key, SdkException failure, OutboundAttempt attempt) {
    if (!attempt.hasLeft()) {
      return unavailable(false, beforeSending(failure), failure);
    }
    if (isThrottled(failure, attempt)) {
      return throttled(failure);
    }
    if (!(failure instanceof AwsServiceException service)) {
      return unavailable(attempt.mayHaveSigned(), "no answer of AWS KMS that can be read", failure);
    }
    String code = code(service);
    if (code == null) {
      return unavailable(
          attempt.mayHaveSigned(),
          "status " + service.statusCode() + " and no error of AWS KMS",
          failure);
    }
    if (ABSENT.contains(code)) {
      return new KeyNotFound(key, "AWS KMS says " + code);
    }
    if (service.statusCode() >= 400 && service.statusCode() < 500) {
      return new BackendRefused(
          "key "
              + key
              + ": AWS KMS says "
              + code
              + (code.startsWith("AccessDenied")
                  ? "; kms:DescribeKey, kms:GetPublicKey and kms:Sign are needed"
                  : ""),
          failure);
    }
    return unavailable(
        attempt.mayHaveSigned() && !code.equals(REJECTED), "AWS KMS failed: " + code, failure);
  }

  /** Null for what is no error of the service: a page of some proxy. */
  private static @Nullable String code(AwsServiceException failure) {
    String code = failure.awsErrorDetails() == null ? null : failure.awsErrorDetails().errorCode();
    return code != null && code.matches("[A-Za-z0-9.]{1,100}") ? code : null;
  }

  private static String beforeSending(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException) {
        return "no TLS with AWS KMS; caFile names the authorities that are trusted for it";
      }
      if (cause instanceof ConnectException
          || cause instanceof UnknownHostException
          || cause instanceof UnresolvedAddressException
          || cause instanceof HttpConnectTimeoutException) {
        return "AWS KMS is out of reach";
      }
      String said = String.valueOf(cause.getMessage());
      if (said.startsWith("Unable to load region")) {
        return "AWS KMS was not asked: neither the setting region nor the environment names one";
      }
      if (said.startsWith("Unable to load credentials")) {
        return "AWS KMS was not asked: the environment gives no credentials";
      }
    }
    return "AWS KMS was not asked: the environment gives no region, or no credentials";
  }

  static DependencyUnavailable unavailable(boolean may, String why, @Nullable Throwable cause) {
    return cause == null
        ? new DependencyUnavailable(Dependency.SIGNING_KEYS, may, why)
        : new DependencyUnavailable(Dependency.SIGNING_KEYS, may, why, cause);
  }
}
