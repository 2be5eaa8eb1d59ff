package org.stellaops.signer.oci.workload;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.oci.Login;
import org.stellaops.signer.oci.LoginSource;
import org.stellaops.signer.oci.workload.LoginIssuer.Issued;
import org.stellaops.signer.outbound.Origin;

/**
 * The login that a cloud gives this workload for one of its registries. It is kept until shortly
 * before it ends, asked for by one caller at a time, and dropped when the registry refuses it. The
 * cloud is asked at most once in ten seconds, also where it gives nothing: callers who are refused
 * make no crowd at its doors.
 */
public final class WorkloadLogin implements LoginSource, AutoCloseable {

  private static final Duration PAUSE = Duration.ofSeconds(10);

  /** Clocks differ, and a look-up takes time. */
  private static final Duration MARGIN = Duration.ofMinutes(5);

  private static final int MARGIN_SHARE = 10;

  /** The longest that any of them gives: ECR's token. */
  private static final Duration MOST_LIFE = Duration.ofHours(12);

  /** Beyond this a life is a mistake of somebody. */
  private static final Duration NONSENSE = Duration.ofDays(2);

  private record Known(
      @Nullable Login login, @Nullable IOException failure, long asked, long until) {

    /** Never the login. */
    @Override
    public String toString() {
      return "Known[]";
    }
  }

  private final Cloud cloud;
  private final LoginIssuer issuer;
  private final CloudNetwork network;
  private final Ticker ticker;
  private final ReentrantLock asking = new ReentrantLock();
  private @Nullable Known known;

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
    return alone(deadline, () -> Optional.ofNullable(current(deadline).login()));
  }

  @Override
  public Optional<Login> another(Login refused, Deadline deadline) throws IOException {
    return alone(
        deadline,
        () -> {
          Known before = known;
          if (before != null && refused.equals(before.login())) {
            if (ticker.nanos() - before.asked() < PAUSE.toNanos()) {
              return Optional.empty();
            }
            known = null;
          }
          Login now = current(deadline).login();
          return refused.equals(now) ? Optional.empty() : Optional.ofNullable(now);
        });
  }

  @Override
  public boolean isForTheRegistryAlone() {
    return true;
  }

  private interface Asking {
    Optional<Login> run() throws IOException;
  }

  private Optional<Login> alone(Deadline deadline, Asking asked) throws IOException {
    boolean locked = false;
    try {
      locked = asking.tryLock(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
      if (!locked) {
        throw new IOException(cloud.vendor() + " gave no login in time");
      }
      return asked.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + cloud.vendor() + " was asked for a login", e);
    } finally {
      if (locked) {
        asking.unlock();
      }
    }
  }

  /** A login, or it throws why there is none. Under the lock. */
  private Known current(Deadline deadline) throws IOException {
    Known now = known;
    if (now == null || now.until() - ticker.nanos() <= 0) {
      now = asked(deadline);
      // Want of one caller's time says nothing to the next.
      known = now.failure() != null && deadline.hasPassed() ? null : now;
    }
    if (now.failure() != null) {
      throw new IOException(now.failure().getMessage(), now.failure());
    }
    return now;
  }

  private Known asked(Deadline deadline) {
    long start = ticker.nanos();
    try {
      Issued issued = issuer.issue(deadline);
      return new Known(issued.login(), null, start, start + used(issued.life()).toNanos());
    } catch (IOException e) {
      IOException failure =
          new IOException(cloud.vendor() + " gives this workload no login: " + e.getMessage(), e);
      return new Known(null, failure, start, ticker.nanos() + PAUSE.toNanos());
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
    return used.compareTo(MOST_LIFE) > 0 ? MOST_LIFE : used;
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
