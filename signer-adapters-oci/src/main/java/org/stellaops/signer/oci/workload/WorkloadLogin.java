package org.stellaops.signer.oci.workload;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.oci.Login;
import org.stellaops.signer.oci.LoginSource;
import org.stellaops.signer.oci.workload.LoginIssuer.Issued;
import org.stellaops.signer.outbound.Origin;

/**
 * The login that a cloud gives this workload for one of its registries. Shortly before it ends it
 * is renewed, while it still serves; when the registry refuses it, it is asked for anew. One
 * request is under way at a time, on a thread of its own: a caller who has little time, or is
 * interrupted, takes no part in how it ends. The next begins ten seconds later at the earliest,
 * whatever the last one gave, so that refused callers do not flood the cloud.
 */
public final class WorkloadLogin implements LoginSource, AutoCloseable {

  /** Between two requests. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  /** The same where each login is refused: what it lacks is likely a permission. */
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  /** How long a request may take. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Clocks differ, and a look-up takes time. */
  private static final Duration MARGIN = Duration.ofMinutes(5);

  private static final int MARGIN_SHARE = 10;

  /** The longest that any of them gives: ECR's token. */
  private static final Duration MOST_LIFE = Duration.ofHours(12);

  /** Beyond this a life is a mistake of somebody. */
  private static final Duration NONSENSE = Duration.ofDays(2);

  /**
   * @param renew from when on it is renewed, as {@link Ticker#nanos}
   * @param again from when on a refusal has another asked for
   * @param pause what lay between its request and {@code again}
   */
  private record Good(Login login, long renew, long ends, long again, Duration pause) {

    /** Never the login. */
    @Override
    public String toString() {
      return "Good[]";
    }
  }

  /** A request that gave nothing, and when the next may begin. */
  private record Failed(IOException why, long until) {}

  private final Cloud cloud;
  private final LoginIssuer issuer;
  private final CloudNetwork network;
  private final Ticker ticker;

  /** Under the lock of this, as the two below. */
  private @Nullable Good good;

  private @Nullable Failed failed;
  private @Nullable CompletableFuture<Good> underWay;

  private WorkloadLogin(Cloud cloud, LoginIssuer issuer, CloudNetwork network, Ticker ticker) {
    this.cloud = cloud;
    this.issuer = issuer;
    this.network = network;
    this.ticker = ticker;
  }

  /**
   * Asks nobody yet.
   *
   * @param registry the one host that is ever given the login
   * @param environment where the cloud tells its workloads what they need
   * @param network closed with this
   * @throws IllegalArgumentException the registry is none of this cloud
   */
  public static WorkloadLogin of(
      Cloud cloud,
      Origin registry,
      Map<String, String> environment,
      CloudNetwork network,
      Ticker ticker,
      InstantSource clock) {
    if (!cloud.has(registry)) {
      throw new IllegalArgumentException(
          registry + " is no registry of " + cloud.vendor() + ": " + cloud.registries());
    }
    WorkloadVariables variables = new WorkloadVariables(environment);
    LoginIssuer issuer =
        switch (cloud) {
          case AWS -> new EcrLogin(registry, variables, network, clock);
          case GOOGLE -> new GoogleLogin(variables, network, clock);
          case AZURE -> new AcrLogin(registry, variables, network);
        };
    return new WorkloadLogin(cloud, issuer, network, ticker);
  }

  @Override
  public Optional<Login> login(Deadline deadline) throws IOException {
    CompletableFuture<Good> coming;
    synchronized (this) {
      long now = ticker.nanos();
      Good has = good;
      if (has != null && has.ends() - now > 0) {
        if (has.renew() - now <= 0 && !isPausing(now)) {
          CompletableFuture<Good> unused = asked(PAUSE);
        }
        return Optional.of(has.login());
      }
      coming = askedOrFailed(now, PAUSE);
    }
    return Optional.of(awaited(coming, deadline).login());
  }

  @Override
  public Optional<Login> another(Login refused, Deadline deadline) throws IOException {
    CompletableFuture<Good> coming;
    synchronized (this) {
      long now = ticker.nanos();
      Good has = good;
      Good same = has != null && refused.equals(has.login()) ? has : null;
      if (has != null && same == null && has.ends() - now > 0) {
        return Optional.of(has.login());
      }
      if (same != null && underWay == null && same.again() - now > 0) {
        return Optional.empty();
      }
      coming = askedOrFailed(now, same == null ? PAUSE : doubled(same.pause()));
    }
    Login now = awaited(coming, deadline).login();
    return refused.equals(now) ? Optional.empty() : Optional.of(now);
  }

  @Override
  public synchronized Duration use(Login login) {
    Good has = good;
    if (has == null || !login.equals(has.login())) {
      return Duration.ZERO;
    }
    long now = ticker.nanos();
    long left = Math.max(0, has.ends() - now);
    long fresh = has.renew() - now;
    // Past that somebody has to ask again, for the next to be had before this one ends.
    return Duration.ofNanos(fresh > 0 ? fresh : Math.min(left, PAUSE.toNanos()));
  }

  @Override
  public boolean isForTheRegistryAlone() {
    return true;
  }

  private static Duration doubled(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
  }

  private boolean isPausing(long now) {
    Failed last = failed;
    return last != null && last.until() - now > 0;
  }

  private CompletableFuture<Good> askedOrFailed(long now, Duration pause) throws IOException {
    Failed last = failed;
    if (last != null && isPausing(now)) {
      throw new IOException(last.why().getMessage(), last.why());
    }
    return asked(pause);
  }

  /**
   * The request that is under way, or a new one.
   *
   * @param pause from the new one's beginning until its login may be refused
   */
  private CompletableFuture<Good> asked(Duration pause) {
    CompletableFuture<Good> before = underWay;
    if (before != null) {
      return before;
    }
    CompletableFuture<Good> made = new CompletableFuture<>();
    underWay = made;
    Thread thread = new Thread(() -> ask(pause, made), "workload-login");
    thread.setDaemon(true);
    thread.start();
    return made;
  }

  private void ask(Duration pause, CompletableFuture<Good> made) {
    Good fresh = null;
    String why = "it could not be asked";
    IOException cause = null;
    try {
      long start = ticker.nanos();
      Issued issued = issuer.issue(Deadline.in(PATIENCE, ticker));
      fresh = kept(issued, start, pause);
    } catch (IOException e) {
      why = e.getMessage();
      cause = e;
    } catch (RuntimeException e) {
      // Its message may repeat what it does not take.
      why = e.getClass().getSimpleName();
    } finally {
      conclude(
          fresh,
          new IOException(cloud.vendor() + " gives this workload no login: " + why, cause),
          made);
    }
  }

  private void conclude(@Nullable Good fresh, IOException failure, CompletableFuture<Good> made) {
    synchronized (this) {
      underWay = null;
      if (fresh != null) {
        good = fresh;
      }
      failed = fresh == null ? new Failed(failure, ticker.nanos() + PAUSE.toNanos()) : null;
    }
    if (fresh == null) {
      made.completeExceptionally(failure);
    } else {
      made.complete(fresh);
    }
  }

  private static Good kept(Issued issued, long start, Duration pause) throws IOException {
    Duration life = issued.life();
    // A life shorter than the pause is no reason to ask sooner: the registry refuses it at worst.
    Duration until = longer(life.compareTo(MOST_LIFE) > 0 ? MOST_LIFE : life, PAUSE);
    return new Good(
        issued.login(),
        start + longer(used(life), PAUSE).toNanos(),
        start + until.toNanos(),
        start + pause.toNanos(),
        pause);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private Good awaited(CompletableFuture<Good> coming, Deadline deadline) throws IOException {
    try {
      return coming.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new IOException(cloud.vendor() + " gave no login in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + cloud.vendor() + " was asked for a login", e);
    } catch (ExecutionException e) {
      Throwable why = Objects.requireNonNull(e.getCause());
      throw new IOException(why.getMessage(), why);
    }
  }

  private static Duration used(Duration life) throws IOException {
    if (life.isNegative() || life.isZero()) {
      throw new IOException("what it gave has ended, by the clock of this machine");
    }
    if (life.compareTo(NONSENSE) > 0) {
      throw new IOException("what it gave is good for longer than any login is");
    }
    Duration share = life.dividedBy(MARGIN_SHARE);
    Duration used = life.minus(share.compareTo(MARGIN) < 0 ? share : MARGIN);
    Duration most = MOST_LIFE.minus(MARGIN);
    return used.compareTo(most) > 0 ? most : used;
  }

  /** Closes the network. */
  @Override
  public void close() {
    network.close();
  }

  /** Never the login. */
  @Override
  public String toString() {
    return "WorkloadLogin[" + cloud + "]";
  }
}
