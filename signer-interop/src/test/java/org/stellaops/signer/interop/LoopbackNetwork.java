package org.stellaops.signer.interop;

import java.io.IOException;
import java.util.Map;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.oci.workload.CloudNetwork;
import org.stellaops.signer.outbound.HttpAnswer;
import org.stellaops.signer.outbound.MetadataService.Place;
import org.stellaops.signer.outbound.Origin;
import org.stellaops.signer.outbound.Outbound;
import org.stellaops.signer.outbound.OutboundObserver;
import org.stellaops.signer.outbound.OutboundSettings;
import org.stellaops.signer.outbound.Reach;

/** Whatever service of a cloud is asked, one server on this machine answers. */
final class LoopbackNetwork implements CloudNetwork {

  private static final int MOST = 64 << 10;

  private final Origin here;
  private final Outbound outbound =
      new Outbound(Reach.LOOPBACK, OutboundSettings.standard(), OutboundObserver.SILENT);

  LoopbackNetwork(int port) {
    this.here = new Origin(false, "127.0.0.1", port);
  }

  @Override
  public HttpAnswer post(
      Origin service,
      String target,
      Outbound.Content content,
      Map<String, String> headers,
      Deadline deadline)
      throws IOException {
    return outbound.post(here, target, content, headers, MOST, deadline);
  }

  @Override
  public HttpAnswer metadata(
      Place place, String target, Map<String, String> headers, Deadline deadline)
      throws IOException {
    return outbound.get(here, target, headers, MOST, deadline);
  }

  @Override
  public HttpAnswer putMetadata(
      Place place, String target, Map<String, String> headers, Deadline deadline)
      throws IOException {
    Outbound.Content nothing = new Outbound.Content("", Bytes.empty());
    return outbound.put(here, target, nothing, headers, MOST, deadline);
  }

  @Override
  public void close() {
    outbound.close();
  }
}
