package org.stellaops.signer.kms.aws;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.KmsClientBuilder;

/**
 * One client of the service, made when it is first needed: to find region and credentials may take
 * calls of its own. It never retries. Each call has a thread of its own, which is left behind when
 * the caller's time ends.
 */
final class AwsClient implements AutoCloseable {

  private final @Nullable String region;
  private final @Nullable URI endpoint;
  private final SSLContext tls;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private @Nullable KmsClient client;
  private boolean closed;

  AwsClient(@Nullable String region, @Nullable URI endpoint, SSLContext tls) {
    this.region = region;
    this.endpoint = endpoint;
    this.tls = tls;
  }

  /**
   * Calls the service once.
   *
   * @throws SdkException what the SDK made of it
   * @throws DependencyUnavailable {@link Dependency#SIGNING_KEYS}, closed, out of time or
   *     interrupted; {@code mayHaveHappened} if the call had begun
   */
  <T> T call(Function<KmsClient, T> call, Deadline deadline) {
    if (Thread.currentThread().isInterrupted() || deadline.hasPassed()) {
      throw unavailable(false, "no time was left to ask AWS KMS", null);
    }
    Future<T> answer;
    try {
      answer = threads.submit(() -> call.apply(client()));
    } catch (RejectedExecutionException e) {
      throw unavailable(false, "the backend is closed", e);
    }
    try {
      return answer.get(Math.max(1, deadline.remaining().toNanos()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw unavailable(true, "interrupted while waiting for AWS KMS", e);
    } catch (TimeoutException | CancellationException e) {
      answer.cancel(true);
      throw unavailable(true, "AWS KMS did not answer in time", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SdkException known) {
        throw known;
      }
      if (e.getCause() instanceof DependencyUnavailable known) {
        throw known;
      }
      throw unavailable(true, "the AWS SDK failed", e.getCause());
    }
  }

  private synchronized KmsClient client() {
    if (closed) {
      throw unavailable(false, "the backend is closed", null);
    }
    KmsClient made = client;
    if (made == null) {
      KmsClientBuilder builder =
          KmsClient.builder()
              .httpClient(new PlatformHttp(tls))
              .overrideConfiguration(
                  override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()));
      if (region != null) {
        builder.region(Region.of(region));
      }
      if (endpoint != null) {
        builder.endpointOverride(endpoint);
      }
      made = builder.build();
      client = made;
    }
    return made;
  }

  /** Waits a little, as long as there is time. */
  static void pause(Duration pause, Deadline deadline) {
    if (deadline.remaining().compareTo(pause) <= 0) {
      throw unavailable(false, "AWS KMS has no room for more requests", null);
    }
    try {
      boolean unused = new CountDownLatch(1).await(pause.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(false, "interrupted while AWS KMS had no room", e);
    }
  }

  static DependencyUnavailable unavailable(boolean may, String why, @Nullable Throwable cause) {
    return cause == null
        ? new DependencyUnavailable(Dependency.SIGNING_KEYS, may, why)
        : new DependencyUnavailable(Dependency.SIGNING_KEYS, may, why, cause);
  }

  @Override
  public synchronized void close() {
    closed = true;
    threads.shutdownNow();
    if (client != null) {
      client.close();
    }
  }
}
