package org.stellaops.signer.kms.aws;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.ports.PortException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kms.KmsClient;

/**
 * Asks at most three times, and again only where the service turned the request away as one too
 * many: whatever else goes wrong, it may have done what it was asked for.
 */
final class AwsRequests {

  private static final int ATTEMPTS = 3;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final SecureRandom JITTER = new SecureRandom();

  private final AwsClient client;
  private final RetryBudget budget = new RetryBudget();

  AwsRequests(AwsClient client) {
    this.client = client;
  }

  /**
   * @throws PortException as {@link AwsFailures#of} has it
   */
  <T> T read(KeyUri key, Function<KmsClient, T> question, Deadline deadline) {
    return answer(key, AwsAttempt::toRead, question, deadline);
  }

  /**
   * @throws PortException as {@link AwsFailures#of} has it
   */
  <T> T sign(KeyUri key, Function<KmsClient, T> question, Deadline deadline) {
    return answer(key, AwsAttempt::toSign, question, deadline);
  }

  private <T> T answer(
      KeyUri key,
      Supplier<AwsAttempt> attempts,
      Function<KmsClient, T> question,
      Deadline deadline) {
    for (int number = 1; ; number++) {
      AwsAttempt attempt = attempts.get();
      try {
        T answer = client.call(attempt, question, deadline);
        budget.answered();
        return answer;
      } catch (SdkException e) {
        if (!AwsFailures.isThrottled(e, attempt) || number == ATTEMPTS || !budget.take()) {
          throw AwsFailures.of(key, e, attempt);
        }
        pause(number, e, deadline);
      }
    }
  }

  /** Twice as long each time, and never the same for two callers. */
  private static void pause(int number, SdkException throttled, Deadline deadline) {
    long most = FIRST_PAUSE.toNanos() << (number - 1);
    Duration pause = Duration.ofNanos(JITTER.nextLong(most / 2, most));
    if (deadline.remaining().compareTo(pause) <= 0) {
      throw AwsFailures.throttled(throttled);
    }
    try {
      boolean unused = new CountDownLatch(1).await(pause.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw AwsFailures.unavailable(false, "interrupted while AWS KMS had no room", e);
    }
  }
}
