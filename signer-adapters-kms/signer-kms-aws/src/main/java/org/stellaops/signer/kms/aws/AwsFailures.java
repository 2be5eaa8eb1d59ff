package org.stellaops.signer.kms.aws;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.ports.BackendRefused;
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

  private static final Set<String> THROTTLED =
      Set.of(
          "ThrottlingException",
          "Throttling",
          "RequestLimitExceeded",
          "TooManyRequestsException",
          "LimitExceededException");

  private AwsFailures() {}

  /** Whether the service turned the request away as one too many: it did nothing. */
  static boolean isThrottled(SdkException failure) {
    return failure instanceof AwsServiceException service
        && (service.statusCode() == 429 || THROTTLED.contains(code(service)));
  }

  /**
   * @param signing whether the request may have made a signature
   */
  static PortException of(KeyUri key, SdkException failure, boolean signing) {
    if (failure instanceof AwsServiceException service) {
      String code = code(service);
      if (isThrottled(failure)) {
        return AwsClient.unavailable(false, "AWS KMS has no room for more requests", failure);
      }
      if (ABSENT.contains(code)) {
        return new KeyNotFound(key, "AWS KMS says " + code);
      }
      if (service.statusCode() >= 400 && service.statusCode() < 500) {
        return new BackendRefused("key " + key + ": AWS KMS says " + code, failure);
      }
      return AwsClient.unavailable(signing, "AWS KMS failed: " + service.statusCode(), failure);
    }
    boolean sent = !isBeforeSending(failure);
    return AwsClient.unavailable(
        signing && sent, sent ? "no answer of AWS KMS" : "AWS KMS is out of reach", failure);
  }

  private static String code(AwsServiceException failure) {
    return failure.awsErrorDetails() == null || failure.awsErrorDetails().errorCode() == null
        ? "status " + failure.statusCode()
        : failure.awsErrorDetails().errorCode();
  }

  /** No connection, no trust, or no credentials to send it with. */
  private static boolean isBeforeSending(Throwable failure) {
    if (failure.getMessage() != null
        && failure.getMessage().contains("Unable to load credentials")) {
      return true;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException
          || cause instanceof UnknownHostException
          || cause instanceof UnresolvedAddressException
          || cause instanceof HttpConnectTimeoutException
          || cause instanceof SSLException) {
        return true;
      }
    }
    return false;
  }
}
