package org.stellaops.signer.kms.azure;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.outbound.RetryBudget;
import org.stellaops.signer.ports.PortException;
import org.stellaops.signer.ports.SendGate;

/**
 * Asks at most three times, and again only where the vault turned the request away, as one too many
 * or for its access token: whatever else goes wrong, it may have done what it was asked for.
 */
final class AzureQuestions {

  static final int MOST = 3;

  private final AzureClient client;
  private final RetryBudget budget = new RetryBudget();

  AzureQuestions(AzureClient client) {
    this.client = client;
  }

  /**
   * @throws PortException as {@link AzureFailures#of} has it
   */
  <T> T read(KeyUri key, BiFunction<VaultSdk, AzureAttempt, T> question, Deadline deadline) {
    return answer(null, key, question, deadline);
  }

  /**
   * @param gate asked when a request leaves
   * @throws PortException as {@link AzureFailures#of} has it
   */
  <T> T sign(
      KeyUri key,
      BiFunction<VaultSdk, AzureAttempt, T> question,
      SendGate gate,
      Deadline deadline) {
    return answer(gate, key, question, deadline);
  }

  private <T> T answer(
      @Nullable SendGate gate,
      KeyUri key,
      BiFunction<VaultSdk, AzureAttempt, T> question,
      Deadline deadline) {
    boolean renewed = false;
    for (int asked = 0; ; ) {
      AzureAttempt attempt =
          gate == null ? AzureAttempt.toRead() : AzureAttempt.toSign(MOST - asked, gate);
      try {
        T answer = client.call(attempt, sdk -> question.apply(sdk, attempt), deadline);
        budget.answered();
        return answer;
      } catch (ExecutionException e) {
        attempt.requireNotRefused();
        Throwable failure = e.getCause() == null ? e : e.getCause();
        boolean throttled = AzureFailures.isThrottled(client.vault(), failure);
        boolean again = throttled || (attempt.isUnauthenticated() && !renewed);
        asked += Math.max(1, attempt.sent());
        if (!again || !budget.take(asked)) {
          throw AzureFailures.of(client.vault(), key, failure, attempt);
        }
        if (throttled) {
          pause(asked, failure, deadline);
        } else {
          renewed = true;
          client.renew();
        }
      }
    }
  }

  private void pause(int asked, Throwable throttled, Deadline deadline) {
    try {
      Duration told = AzureFailures.retryAfter(client.vault(), throttled);
      if (!RetryBudget.pause(asked, told, deadline)) {
        throw AzureFailures.throttled(throttled);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw AzureFailures.unavailable(false, "interrupted while the vault had no room", e);
    }
  }
}
