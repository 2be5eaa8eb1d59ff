package org.stellaops.signer.kms.aws;

import java.util.function.Function;
import java.util.function.Supplier;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.outbound.OutboundAttempt;
import org.stellaops.signer.outbound.RetryBudget;
import org.stellaops.signer.ports.PortException;
import org.stellaops.signer.ports.SendGate;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kms.KmsClient;

/**
 * Asks within a {@link RetryBudget}, and again only where the service turned the request away as
 * one too many: whatever else goes wrong, it may have done what it was asked for.
 */
final class AwsRequests {

  private final AwsClient client;
  private final RetryBudget budget = new RetryBudget();

  AwsRequests(AwsClient client) {
    this.client = client;
  }

  /**
   * @throws PortException as {@link AwsFailures#of} has it
   */
  <T> T read(KeyUri key, Function<KmsClient, T> question, Deadline deadline) {
    return answer(key, OutboundAttempt::toRead, question, deadline);
  }

  /**
   * @param gate asked when the request leaves
   * @throws PortException as {@link AwsFailures#of} has it
   */
  <T> T sign(KeyUri key, Function<KmsClient, T> question, SendGate gate, Deadline deadline) {
    return answer(key, () -> OutboundAttempt.toSign(gate), question, deadline);
  }

  private <T> T answer(
      KeyUri key,
      Supplier<OutboundAttempt> attempts,
      Function<KmsClient, T> question,
      Deadline deadline) {
    for (int number = 1; ; number++) {
      OutboundAttempt attempt = attempts.get();
      try {
        T answer = client.call(attempt, question, deadline);
        budget.answered();
        return answer;
      } catch (SdkException e) {
        if (!AwsFailures.isThrottled(e, attempt) || !budget.take(number)) {
          throw AwsFailures.of(key, e, attempt);
        }
        pause(number, e, deadline);
      }
    }
  }

  private static void pause(int number, SdkException throttled, Deadline deadline) {
    try {
      if (!RetryBudget.pause(number, deadline)) {
        throw AwsFailures.throttled(throttled);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw AwsFailures.unavailable(false, "interrupted while AWS KMS had no room", e);
    }
  }
}
