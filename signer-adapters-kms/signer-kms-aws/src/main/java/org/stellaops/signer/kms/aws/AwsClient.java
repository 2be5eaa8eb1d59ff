package org.stellaops.signer.kms.aws;

import java.net.URI;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.outbound.OutboundAttempt;
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

  /** What the thread calls for: the SDK has no way to hand it on. */
  private static final ThreadLocal<OutboundAttempt> ATTEMPT = new ThreadLocal<>();

  private final @Nullable String region;
  private final @Nullable URI endpoint;
  private final PlatformHttp http;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ReentrantLock making = new ReentrantLock();
  private volatile @Nullable KmsClient client;
  private volatile boolean closed;

  AwsClient(@Nullable String region, @Nullable URI endpoint, SSLContext tls) {
    this.region = region;
    this.endpoint = endpoint;
    this.http = new PlatformHttp(tls, ATTEMPT::get);
  }

  /**
   * Calls the service once, as {@code attempt}, which then says whether the request has left.
   *
   * @throws SdkException what the SDK made of it
   * @throws DependencyUnavailable {@link Dependency#SIGNING_KEYS}, closed, out of time or
   *     interrupted; {@code mayHaveHappened} as the attempt has it
   */
  <T> T call(OutboundAttempt attempt, Function<KmsClient, T> call, Deadline deadline) {
    if (Thread.currentThread().isInterrupted() || deadline.hasPassed()) {
      throw AwsFailures.unavailable(false, "no time was left to ask AWS KMS", null);
    }
    Future<T> answer;
    try {
      answer = threads.submit(() -> answer(attempt, call));
    } catch (RejectedExecutionException e) {
      throw closed(e);
    }
    try {
      return answer.get(Math.max(1, deadline.remaining().toNanos()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw leftBehind(attempt, answer, "interrupted while waiting for AWS KMS", e);
    } catch (TimeoutException | CancellationException e) {
      throw leftBehind(attempt, answer, "AWS KMS did not answer in time", e);
    } catch (ExecutionException e) {
      attempt.requireNotRefused();
      if (e.getCause() instanceof SdkException known) {
        throw known;
      }
      if (e.getCause() instanceof DependencyUnavailable known) {
        throw known;
      }
      throw AwsFailures.unavailable(attempt.mayHaveSigned(), "the AWS SDK failed", e.getCause());
    }
  }

  private static DependencyUnavailable leftBehind(
      OutboundAttempt attempt, Future<?> answer, String why, Exception cause) {
    attempt.giveUp();
    answer.cancel(true);
    return AwsFailures.unavailable(attempt.mayHaveSigned(), why, cause);
  }

  private <T> T answer(OutboundAttempt attempt, Function<KmsClient, T> call) {
    // The SDK looks for parts of itself by the thread's loader first, and may find another SDK's.
    Thread.currentThread().setContextClassLoader(AwsClient.class.getClassLoader());
    ATTEMPT.set(attempt);
    try {
      return call.apply(client());
    } finally {
      ATTEMPT.remove();
    }
  }

  private KmsClient client() {
    KmsClient known = client;
    if (known != null) {
      return known;
    }
    try {
      making.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw AwsFailures.unavailable(false, "interrupted before AWS KMS was asked", e);
    }
    try {
      KmsClient made = client == null ? make() : client;
      client = made;
      if (closed) {
        made.close();
        throw closed(null);
      }
      return made;
    } finally {
      making.unlock();
    }
  }

  private KmsClient make() {
    KmsClientBuilder builder =
        KmsClient.builder()
            .httpClient(http)
            .overrideConfiguration(
                override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()));
    if (region != null) {
      builder.region(Region.of(region));
    }
    if (endpoint != null) {
      builder.endpointOverride(endpoint);
    }
    return builder.build();
  }

  private static DependencyUnavailable closed(@Nullable Throwable cause) {
    return AwsFailures.unavailable(false, "the backend is closed", cause);
  }

  /** Waits for nobody: a client that is being made closes itself. */
  @Override
  public void close() {
    closed = true;
    threads.shutdownNow();
    KmsClient made = client;
    if (made != null) {
      made.close();
    }
    // The SDK does not close what it was given.
    http.close();
  }
}
