package org.stellaops.signer.oci.workload;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.outbound.HttpAnswer;
import org.stellaops.signer.outbound.MetadataService;
import org.stellaops.signer.outbound.MetadataService.Place;
import org.stellaops.signer.outbound.Origin;
import org.stellaops.signer.outbound.Outbound;
import org.stellaops.signer.outbound.OutboundObserver;
import org.stellaops.signer.outbound.OutboundSettings;
import org.stellaops.signer.outbound.Reach;

/** The services over TLS at checked addresses; the metadata services at theirs. */
public final class CheckedNetwork implements CloudNetwork {

  /** More than any of them has to say. */
  private static final int MOST = 64 << 10;

  private final Outbound services;
  private final OutboundObserver observer;
  private final Map<Place, MetadataService> metadata = new EnumMap<>(Place.class);

  /**
   * @param reach which addresses the services may have: private ones are those of endpoints in
   *     one's own network
   * @param settings for the services, to which the client certificate is not presented: it is for
   *     the registry; metadata services are reached without
   */
  public CheckedNetwork(Reach reach, OutboundSettings settings, OutboundObserver observer) {
    this.services = new Outbound(reach, settings.withoutClientCertificate(), observer);
    this.observer = observer;
  }

  @Override
  public HttpAnswer post(
      Origin service,
      String target,
      Outbound.Content content,
      Map<String, String> headers,
      Deadline deadline)
      throws IOException {
    return services.post(service, target, content, headers, MOST, deadline);
  }

  @Override
  public HttpAnswer metadata(
      Place place, String target, Map<String, String> headers, Deadline deadline)
      throws IOException {
    return at(place).get(target, headers, deadline);
  }

  @Override
  public HttpAnswer putMetadata(
      Place place, String target, Map<String, String> headers, Deadline deadline)
      throws IOException {
    return at(place).put(target, headers, deadline);
  }

  private MetadataService at(Place place) {
    synchronized (metadata) {
      return metadata.computeIfAbsent(place, there -> new MetadataService(there, observer));
    }
  }

  @Override
  public void close() {
    services.close();
    synchronized (metadata) {
      metadata.values().forEach(MetadataService::close);
      metadata.clear();
    }
  }
}
