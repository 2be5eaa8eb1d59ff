package org.stellaops.signer.kms.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.util.Context;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.outbound.TrustedCertificates;
import org.stellaops.signer.ports.DependencyUnavailable;

/** What leaves, and what does not. */
class AzureHttpTest {

  @Test
  void noConnectionBeforeTheDeadline_saysThatNothingHappened_andNothingLeavesLater()
      throws Exception {
    VaultHost silent = VaultHost.of(URI.create("https://silent.vault.azure.net")).orElseThrow();
    try (FakeAzureNetwork network = new FakeAzureNetwork();
        ServerSocket listens = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        AzureClient client =
            new AzureClient(
                silent, null, TrustedCertificates.of(null), FakeAzure.ENVIRONMENT::get)) {
      network.lead(silent.name(), listens.getLocalPort());
      Deadline second = Deadline.in(Duration.ofSeconds(1), Ticker.system());
      AzureAttempt attempt = AzureAttempt.toSign(3, () -> {});
      DependencyUnavailable failure =
          catchThrowableOfType(
              DependencyUnavailable.class,
              () -> client.call(attempt, sdk -> sdk.greet(attempt), second));
      assertThat(failure).hasMessageContaining("in time");
      assertThat(failure.mayHaveHappened()).isFalse();
      assertThat(attempt.leave()).isFalse();
    }
  }

  @Test
  void attempt_leavesOnceAtATime_andNotAfterItWasGivenUp() {
    AzureAttempt attempt = AzureAttempt.toSign(2, () -> {});
    assertThat(attempt.mayHaveSigned()).isFalse();
    assertThat(attempt.leave()).isTrue();
    assertThat(attempt.mayHaveSigned()).isTrue();
    assertThat(attempt.leave()).as("on its way already").isFalse();
    attempt.turnedAway(false);
    assertThat(attempt.mayHaveSigned()).isFalse();
    assertThat(attempt.leave()).isTrue();
    attempt.turnedAway(true);
    assertThat(attempt.leave()).as("enough").isFalse();

    AzureAttempt given = AzureAttempt.toSign(3, () -> {});
    given.giveUp();
    assertThat(given.leave()).isFalse();
    AzureAttempt late = AzureAttempt.toSign(3, () -> {});
    assertThat(late.leave()).isTrue();
    late.giveUp();
    late.turnedAway(false);
    assertThat(late.leave()).isFalse();
  }

  @Test
  void requestToAnotherHost_isNotSent() {
    VaultHost mine = VaultHost.of(URI.create("https://mine.vault.azure.net")).orElseThrow();
    AzureHttp http = AzureHttp.toVault(TrustedCertificates.of(null), mine);
    HttpRequest foreign = new HttpRequest(HttpMethod.GET, "https://foreign.vault.azure.net/keys");
    Context reading = new Context(AzureHttp.ATTEMPT, AzureAttempt.toRead());
    try (FakeAzureNetwork network = new FakeAzureNetwork()) {
      assertThatExceptionOfType(UncheckedIOException.class)
          .isThrownBy(() -> http.sendSync(foreign, reading))
          .withMessageContaining("another host");
      assertThat(network.asked()).isEmpty();
    } finally {
      http.close();
    }
  }
}
