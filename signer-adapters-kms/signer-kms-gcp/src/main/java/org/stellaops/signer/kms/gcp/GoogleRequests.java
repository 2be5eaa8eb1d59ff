package org.stellaops.signer.kms.gcp;

import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.UnaryCallable;
import com.google.cloud.kms.v1.KeyManagementServiceClient;
import java.util.function.Function;
import java.util.function.Supplier;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.outbound.OutboundAttempt;
import org.stellaops.signer.outbound.RetryBudget;
import org.stellaops.signer.ports.PortException;
import org.stellaops.signer.ports.SendGate;

/**
 * Asks within a {@link RetryBudget}, and again only where the service turned the request away as
 * one too many: whatever else goes wrong, it may have done what it was asked for.
 */
final class GoogleRequests {

  private final GoogleClient client;
  private final RetryBudget budget = new RetryBudget();

  GoogleRequests(GoogleClient client) {
    this.client = client;
  }

  /**
   * @throws PortException as {@link GoogleFailures#of} has it
   */
  <Q, A> A read(
      KeyUri key,
      Function<KeyManagementServiceClient, UnaryCallable<Q, A>> method,
      Q question,
      Deadline deadline) {
    return answer(key, OutboundAttempt::toRead, method, question, deadline);
  }

  /**
   * @param gate asked when the request leaves
   * @throws PortException as {@link GoogleFailures#of} has it
   */
  <Q, A> A sign(
      KeyUri key,
      Function<KeyManagementServiceClient, UnaryCallable<Q, A>> method,
      Q question,
      SendGate gate,
      Deadline deadline) {
    return answer(key, () -> OutboundAttempt.toSign(gate), method, question, deadline);
  }

  private <Q, A> A answer(
      KeyUri key,
      Supplier<OutboundAttempt> attempts,
      Function<KeyManagementServiceClient, UnaryCallable<Q, A>> method,
      Q question,
      Deadline deadline) {
    for (int asked = 1; ; asked++) {
      GoogleCall call = new GoogleCall(attempts.get());
      try {
        A answer = client.call(call, method, question, deadline);
        budget.answered();
        return answer;
      } catch (ApiException e) {
        if (!GoogleFailures.isThrottled(e, call) || !budget.take(asked)) {
          throw GoogleFailures.of(key, e, call);
        }
        pause(asked, e, deadline);
      }
    }
  }

  private static void pause(int asked, ApiException throttled, Deadline deadline) {
    try {
      if (!RetryBudget.pause(asked, deadline)) {
        throw GoogleFailures.throttled(throttled);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw GoogleFailures.unavailable(false, "interrupted while the service had no room", e);
    }
  }
}
