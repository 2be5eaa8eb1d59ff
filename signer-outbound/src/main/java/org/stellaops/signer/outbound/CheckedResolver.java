package org.stellaops.signer.outbound;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.hc.client5.http.DnsResolver;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Deadline;

/**
 * Resolves a name once and checks every address. The client connects to the addresses returned
 * here, so that no second resolution could answer otherwise.
 */
final class CheckedResolver implements DnsResolver {

  private static final class Use {
    final Deadline deadline;
    boolean resolved;

    Use(Deadline deadline) {
      this.deadline = deadline;
    }
  }

  private static final Duration LONGEST_RESOLUTION = Duration.ofSeconds(2);

  /** The client resolves on the thread that executes the request. */
  private static final ThreadLocal<Use> CURRENT = new ThreadLocal<>();

  private final Predicate<InetAddress> permitted;
  private final boolean near;
  private final Outbound.Resolver resolver;
  private final @Nullable URI proxy;

  /**
   * @param near whether what is permitted is so near that no proxy may be elsewhere
   */
  CheckedResolver(
      Predicate<InetAddress> permitted,
      boolean near,
      Outbound.Resolver resolver,
      @Nullable URI proxy) {
    this.permitted = permitted;
    this.near = near;
    this.resolver = resolver;
    this.proxy = proxy;
  }

  void begin(Deadline until) {
    CURRENT.set(new Use(until));
  }

  /** Whether a connection was opened since {@link #begin}, rather than a kept one used. */
  boolean resolved() {
    return CURRENT.get().resolved;
  }

  void end() {
    CURRENT.remove();
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    Use use = CURRENT.get();
    use.resolved = true;
    FutureTask<InetAddress[]> task = new FutureTask<>(() -> resolver.resolve(host));
    Thread thread = new Thread(task, "outbound-name-resolution");
    thread.setDaemon(true);
    thread.start();
    try {
      InetAddress[] addresses =
          task.get(
              use.deadline.within(LONGEST_RESOLUTION).remaining().toNanos(), TimeUnit.NANOSECONDS);
      if (addresses.length == 0) {
        throw new UnknownHostException(host);
      }
      for (InetAddress address : addresses) {
        if (!permits(host, address)) {
          throw new BlockedAddress(host);
        }
      }
      return addresses;
    } catch (ExecutionException | TimeoutException e) {
      throw unresolved(host, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unresolved(host, e);
    }
  }

  /**
   * The operator named the proxy: it may be near where what is reached through it is far. What must
   * not leave this machine does not leave it through a proxy either.
   */
  private boolean permits(String host, InetAddress address) {
    boolean isProxy = proxy != null && host.equals(proxy.getHost());
    if (isProxy && !near) {
      return Reach.PRIVATE.permits(address) || Reach.LOOPBACK.permits(address);
    }
    return permitted.test(address);
  }

  private static UnknownHostException unresolved(String host, Exception cause) {
    UnknownHostException failure =
        new UnknownHostException("the name " + host + " is not resolved");
    failure.initCause(cause);
    return failure;
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }
}
