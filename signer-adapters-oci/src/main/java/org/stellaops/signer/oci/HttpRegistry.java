package org.stellaops.signer.oci;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.oci.OciJson.Unreadable;
import org.stellaops.signer.outbound.Outbound;
import org.stellaops.signer.outbound.OutboundObserver;
import org.stellaops.signer.outbound.OutboundSettings;
import org.stellaops.signer.ports.ArtifactRegistry;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;

/**
 * One repository of an OCI registry, over the distribution specification's pull half. It speaks to
 * the configured hosts only, at addresses that it checked itself ({@link Outbound}), and ends every
 * look-up by its deadline, whatever the peer does. Nothing is retried but a kept connection that
 * turns out closed. Safe for concurrent use.
 */
public final class HttpRegistry implements ArtifactRegistry, AutoCloseable {

  private final RegistrySettings settings;
  private final Outbound outbound;
  private final Tokens tokens;

  /** With the platform's trusted certificates and no proxy. */
  public HttpRegistry(RegistrySettings settings, Ticker ticker) {
    this(settings, ticker, OutboundSettings.standard(), OutboundObserver.SILENT);
  }

  public HttpRegistry(
      RegistrySettings settings,
      Ticker ticker,
      OutboundSettings connecting,
      OutboundObserver observer) {
    this(settings, ticker, new Outbound(settings.reach(), connecting, observer));
  }

  /**
   * @param outbound with the reach of the settings; closed with this
   */
  HttpRegistry(RegistrySettings settings, Ticker ticker, Outbound outbound) {
    this.settings = settings;
    this.outbound = outbound;
    this.tokens = new Tokens(settings, ticker);
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public Listing referrers(Digest image, String artifactType, Deadline deadline) {
    Deadline own = deadline.within(settings.bounds().time());
    try {
      Outbound.Session session = new Outbound.Session(outbound, own);
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

  /** Closes every connection, also of look-ups that still run. */
  @Override
  public void close() {
    outbound.close();
  }
}
