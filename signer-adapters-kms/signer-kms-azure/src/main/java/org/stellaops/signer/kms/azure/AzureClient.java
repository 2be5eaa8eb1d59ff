package org.stellaops.signer.kms.azure;

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
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;

/**
 * The SDK of one vault, made when it is first needed. Each call has a thread of its own, which is
 * left behind when the caller's time ends.
 */
final class AzureClient implements AutoCloseable {

  private final VaultHost vault;
  private final AzureHttp toVault;
  private final AzureHttp forTokens;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Not virtual: on Java 21 callers that wait for a token may hold on to all that carries those.
   */
  private final ExecutorService tokenThreads =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("azure-token-", 0).factory());

  private final EnvironmentTokens tokens;
  private final ReentrantLock making = new ReentrantLock();
  private volatile @Nullable VaultSdk sdk;

  /**
   * @param authority the token authority's URL; null for that of the environment, or the public one
   * @param variables the environment
   */
  AzureClient(
      VaultHost vault,
      @Nullable String authority,
      SSLContext tls,
      Function<String, @Nullable String> variables) {
    this.vault = vault;
    this.toVault = AzureHttp.toVault(tls, vault);
    this.forTokens = AzureHttp.forTokens(tls);
    this.tokens = new EnvironmentTokens(variables, forTokens, authority, tokenThreads);
  }

  VaultHost vault() {
    return vault;
  }

  /**
   * Calls the vault once, as {@code attempt}, which then says whether it may have signed.
   *
   * @throws ExecutionException what the SDK threw, as its cause
   * @throws DependencyUnavailable {@link Dependency#SIGNING_KEYS}, closed, out of time or
   *     interrupted; {@code mayHaveHappened} as the attempt has it
   */
  <T> T call(AzureAttempt attempt, Function<VaultSdk, T> question, Deadline deadline)
      throws ExecutionException {
    if (deadline.hasPassed() || Thread.currentThread().isInterrupted()) {
      throw AzureFailures.unavailable(false, "no time was left to ask the vault", null);
    }
    Future<T> answer;
    try {
      answer = threads.submit(() -> ask(question));
    } catch (RejectedExecutionException e) {
      throw AzureFailures.unavailable(false, "the backend is closed", e);
    }
    try {
      return answer.get(Math.max(1, deadline.remaining().toNanos()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | CancellationException e) {
      throw leftBehind(attempt, answer, "the vault did not answer in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw leftBehind(attempt, answer, "interrupted while waiting for the vault", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof DependencyUnavailable own) {
        throw own;
      }
      throw e;
    }
  }

  /** Nothing leaves from here on; what has left before may have signed. */
  private static DependencyUnavailable leftBehind(
      AzureAttempt attempt, Future<?> answer, String why, Exception cause) {
    attempt.giveUp();
    answer.cancel(true);
    return AzureFailures.unavailable(attempt.mayHaveSigned(), why, cause);
  }

  private <T> T ask(Function<VaultSdk, T> question) {
    // The SDK looks for parts of itself by the thread's loader too, and may find another SDK's.
    Thread.currentThread().setContextClassLoader(AzureClient.class.getClassLoader());
    return question.apply(sdk());
  }

  private VaultSdk sdk() {
    VaultSdk known = sdk;
    if (known != null) {
      return known;
    }
    try {
      making.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw AzureFailures.unavailable(false, "interrupted before the vault was asked", e);
    }
    try {
      VaultSdk made = sdk == null ? new VaultSdk(vault, toVault, tokens.credential()) : sdk;
      sdk = made;
      return made;
    } finally {
      making.unlock();
    }
  }

  /** The next question is asked with a new access token: the SDK keeps one that is not taken. */
  void renew() {
    sdk = null;
  }

  /** Waits for nobody. */
  @Override
  public void close() {
    threads.shutdownNow();
    tokenThreads.shutdownNow();
    toVault.close();
    forTokens.close();
  }
}
