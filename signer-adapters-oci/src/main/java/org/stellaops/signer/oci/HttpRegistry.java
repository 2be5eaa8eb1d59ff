package org.stellaops.signer.oci;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.oci.OciJson.Unreadable;
import org.stellaops.signer.oci.wire.Dialer;
import org.stellaops.signer.oci.wire.HttpSession;
import org.stellaops.signer.ports.ArtifactRegistry;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;

/**
 * One repository of an OCI registry, over the distribution specification's pull half. It speaks to
 * the configured hosts only, at addresses that it checked itself ({@link Dialer}), and ends every
 * look-up by its deadline, whatever the peer does. Nothing is retried but a kept connection that
 * turns out closed. Safe for concurrent use.
 */
public final class HttpRegistry implements ArtifactRegistry, AutoCloseable {

  private final RegistrySettings settings;
  private final Dialer dialer;
  private final Tokens tokens;
  private final ScheduledThreadPoolExecutor alarms;

  /** With the system's name resolution and trusted certificates. */
  public HttpRegistry(RegistrySettings settings, Ticker ticker) {
    this(
        settings,
        ticker,
        InetAddress::getAllByName,
        (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  /**
   * @param tls which certificates are trusted; host names are checked in any case
   */
  public HttpRegistry(
      RegistrySettings settings, Ticker ticker, Dialer.Resolver resolver, SSLSocketFactory tls) {
    this.settings = settings;
    this.dialer = new Dialer(settings.reach(), resolver, tls);
    this.tokens = new Tokens(settings, ticker);
    this.alarms =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "registry-deadline-" + settings.name());
              thread.setDaemon(true);
              return thread;
            });
    alarms.setRemoveOnCancelPolicy(true);
    alarms.setKeepAliveTime(30, TimeUnit.SECONDS);
    alarms.allowCoreThreadTimeOut(true);
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public Listing referrers(Digest image, String artifactType, Deadline deadline) {
    Deadline own = deadline.within(settings.bounds().time());
    try (HttpSession session = new HttpSession(dialer, own, alarms)) {
      RepositoryReader reader = new RepositoryReader(settings, tokens, session);
      List<Descriptor> entries = new ListingPages(settings, reader).read(image, artifactType);
      return new Listing.Complete(
          referrers(entries, new ReferrerReader(reader, settings.bounds(), image, artifactType)));
    } catch (Unreadable e) {
      if (e.why().equals(OciJson.TOO_MANY)) {
        return new Listing.TooMany(settings.bounds().items());
      }
      throw new DependencyUnavailable(
          Dependency.REGISTRY,
          false,
          "registry " + settings.name() + " has a listing out of form: " + e.why(),
          e);
    }
  }

  private static List<Referrer> referrers(List<Descriptor> entries, ReferrerReader reader) {
    Map<Digest, Referrer> found = new LinkedHashMap<>();
    for (Descriptor entry : entries) {
      if (!found.containsKey(entry.digest())) {
        reader.listed(entry).ifPresent(referrer -> found.put(entry.digest(), referrer));
      }
    }
    return List.copyOf(found.values());
  }

  /** Ends the deadline thread; look-ups that still run end as they may. */
  @Override
  public void close() {
    alarms.shutdownNow();
  }
}
