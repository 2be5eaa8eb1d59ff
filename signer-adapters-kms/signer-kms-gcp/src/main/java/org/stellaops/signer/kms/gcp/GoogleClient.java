package org.stellaops.signer.kms.gcp;

import com.google.api.core.ApiFuture;
import com.google.api.gax.core.FixedExecutorProvider;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.GrpcCallContext;
import com.google.api.gax.grpc.GrpcTransportChannel;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import com.google.api.gax.rpc.StatusCode;
import com.google.api.gax.rpc.UnaryCallable;
import com.google.auth.Credentials;
import com.google.cloud.kms.v1.KeyManagementServiceClient;
import com.google.cloud.kms.v1.KeyManagementServiceSettings;
import io.grpc.CallOptions;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
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

/**
 * One client of the service, made when it is first needed, with one connection. It never retries.
 */
final class GoogleClient implements AutoCloseable {

  private final String host;
  private final int port;
  private final SSLContext tls;
  private final GoogleThreads threads = new GoogleThreads();
  private final GoogleAccess access;
  private final ReentrantLock making = new ReentrantLock();
  private volatile @Nullable Made made;
  private volatile boolean closed;

  private record Made(ManagedChannel channel, KeyManagementServiceClient client) {}

  GoogleClient(String host, int port, SSLContext tls, GoogleAccess.Source credentials) {
    this.host = host;
    this.port = port;
    this.tls = tls;
    this.access = new GoogleAccess(credentials, threads.calls());
  }

  /**
   * Calls the service once, as {@code call}, which then says what became of it.
   *
   * @throws ApiException what the SDK made of it
   * @throws DependencyUnavailable {@link Dependency#SIGNING_KEYS}, closed, without credentials, out
   *     of time or interrupted; {@code mayHaveHappened} as the attempt has it
   */
  <Q, A> A call(
      GoogleCall call,
      Function<KeyManagementServiceClient, UnaryCallable<Q, A>> method,
      Q question,
      Deadline deadline) {
    if (Thread.currentThread().isInterrupted() || deadline.hasPassed()) {
      throw GoogleFailures.unavailable(false, "no time was left to ask Google Cloud KMS", null);
    }
    if (closed) {
      throw GoogleFailures.closed(null);
    }
    Credentials credentials = access.credentials(deadline);
    Made open = open();
    ApiFuture<A> answer =
        method.apply(open.client()).futureCall(question, context(call, credentials, deadline));
    try {
      return answer.get(Math.max(1, deadline.remaining().toNanos()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      DependencyUnavailable interrupted =
          leftBehind(call.attempt(), answer, "interrupted while waiting for the service", e);
      // Only now: to cancel a call of the SDK clears the interrupt.
      Thread.currentThread().interrupt();
      throw interrupted;
    } catch (TimeoutException | CancellationException e) {
      open.channel().enterIdle();
      throw leftBehind(call.attempt(), answer, "Google Cloud KMS did not answer in time", e);
    } catch (ExecutionException e) {
      call.attempt().requireNotRefused();
      if (e.getCause() instanceof ApiException known) {
        renew(open.channel(), known);
        throw known;
      }
      throw GoogleFailures.unavailable(
          call.attempt().mayHaveSigned(), "the Google SDK failed", e.getCause());
    }
  }

  /**
   * Has the next call try a connection of its own. gRPC would let it fail at once for as long as it
   * pauses between two tries, up to minutes; and a connection on which nothing comes any more, it
   * would keep until TCP gives up.
   */
  private static void renew(ManagedChannel channel, ApiException failure) {
    if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE
        || failure.getStatusCode().getCode() == StatusCode.Code.DEADLINE_EXCEEDED) {
      channel.enterIdle();
    }
  }

  private static GrpcCallContext context(
      GoogleCall call, Credentials credentials, Deadline deadline) {
    return GrpcCallContext.createDefault()
        .withCallOptions(
            CallOptions.DEFAULT
                .withCallCredentials(call.credentials(credentials))
                .withStreamTracerFactory(call.tracer())
                .withDeadlineAfter(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS));
  }

  private static DependencyUnavailable leftBehind(
      OutboundAttempt attempt, ApiFuture<?> answer, String why, Exception cause) {
    attempt.giveUp();
    answer.cancel(true);
    return GoogleFailures.unavailable(attempt.mayHaveSigned(), why, cause);
  }

  private Made open() {
    Made known = made;
    if (known != null) {
      return known;
    }
    try {
      making.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw GoogleFailures.unavailable(false, "interrupted before the service was asked", e);
    }
    try {
      if (closed) {
        throw GoogleFailures.closed(null);
      }
      Made now = made == null ? make() : made;
      made = now;
      return now;
    } finally {
      making.unlock();
    }
  }

  private Made make() {
    ManagedChannel channel = threads.channel(host, port, tls);
    try {
      KeyManagementServiceSettings.Builder settings =
          KeyManagementServiceSettings.newBuilder()
              .setTransportChannelProvider(
                  FixedTransportChannelProvider.create(GrpcTransportChannel.create(channel)))
              .setBackgroundExecutorProvider(FixedExecutorProvider.create(threads.timer()))
              .setCredentialsProvider(NoCredentialsProvider.create());
      settings.getPublicKeySettings().setRetryableCodes(Set.of());
      settings.asymmetricSignSettings().setRetryableCodes(Set.of());
      return new Made(channel, KeyManagementServiceClient.create(settings.build()));
    } catch (IOException e) {
      channel.shutdownNow();
      throw GoogleFailures.unavailable(false, "the Google SDK cannot be set up", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    making.lock();
    try {
      Made open = made;
      if (open != null) {
        open.client().close();
        threads.end(open.channel());
      } else {
        threads.end(null);
      }
    } finally {
      making.unlock();
    }
  }
}
