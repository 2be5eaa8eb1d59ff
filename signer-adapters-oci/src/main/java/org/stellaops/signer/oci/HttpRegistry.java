package org.stellaops.signer.oci;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.oci.OciJson.Unreadable;
import org.stellaops.signer.outbound.HttpAnswer;
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
      List<Descriptor> entries = new ListingPages(settings, reader(own)).read(image, artifactType);
      return referrers(entries, new ReferrerReader(settings.bounds(), image, artifactType), own);
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

  @Override
  public Listing attached(Digest image, Attachment kind, Deadline deadline) {
    Deadline own = deadline.within(settings.bounds().time());
    return switch (reader(own).tagged(kind.tag(image))) {
      case Contents.Fetched.Absent absent -> new Listing.Complete(List.of());
      case Contents.Fetched.TooLarge tooLarge -> new Listing.TooMany(settings.bounds().items());
      case Contents.Fetched.Whole(Bytes bytes) -> attached(bytes, own);
    };
  }

  /**
   * No digest says what a tag leads to: what is no manifest is of whoever answered in the
   * registry's place, such as a gateway's page.
   */
  private Listing attached(Bytes manifest, Deadline deadline) {
    try {
      return new AttachedLayers(settings.bounds(), last -> reader(last ? deadline : half(deadline)))
          .read(manifest);
    } catch (Unreadable e) {
      if (e.why().equals(OciJson.TOO_MANY)) {
        return new Listing.TooMany(settings.bounds().items());
      }
      throw new DependencyUnavailable(
          Dependency.REGISTRY,
          false,
          "registry " + settings.name() + " has no manifest under a tag of signatures",
          e);
    }
  }

  @Override
  public Set<Digest> images(Digest index, Deadline deadline) {
    RepositoryReader reader = reader(deadline.within(settings.bounds().time()));
    HttpAnswer answer =
        reader.get(
            "/v2/" + settings.repository() + "/manifests/" + index,
            String.join(", ", OciJson.INDEXES),
            Bounds.MANIFEST_BYTES);
    if (answer.status() == 404) {
      return Set.of();
    }
    if (answer.overBound() || !answer.body().sha256().equals(index)) {
      throw reader.unavailable("gives another manifest for " + index);
    }
    try {
      return OciJson.images(answer.body());
    } catch (Unreadable e) {
      return Set.of();
    }
  }

  private RepositoryReader reader(Deadline deadline) {
    return new RepositoryReader(settings, tokens, new Outbound.Session(outbound, deadline));
  }

  /**
   * Reads entry by entry. One that cannot be read is passed over for those after it, which its wait
   * leaves half of the time; without an intact one its failure is that of the look-up.
   */
  private Listing referrers(List<Descriptor> entries, ReferrerReader reader, Deadline deadline) {
    Map<Digest, Referrer> found = new LinkedHashMap<>();
    @Nullable DependencyUnavailable failure = null;
    for (int i = 0; i < entries.size(); i++) {
      Descriptor entry = entries.get(i);
      if (found.get(entry.digest()) instanceof Referrer.Intact) {
        continue;
      }
      boolean last = i == entries.size() - 1;
      Deadline share = last ? deadline : half(deadline);
      try {
        reader
            .listed(reader(share), entry)
            .ifPresent(referrer -> found.merge(entry.digest(), referrer, ReferrerReader::better));
      } catch (DependencyUnavailable e) {
        failure = e;
      }
    }
    List<Referrer> read = List.copyOf(found.values());
    if (failure == null) {
      return new Listing.Complete(read);
    }
    if (read.stream().noneMatch(Referrer.Intact.class::isInstance)) {
      throw failure;
    }
    return new Listing.Partial(read, failure);
  }

  private static Deadline half(Deadline deadline) {
    return deadline.within(deadline.remaining().dividedBy(2));
  }

  /** Closes every connection, also of look-ups that still run. */
  @Override
  public void close() {
    outbound.close();
  }
}
