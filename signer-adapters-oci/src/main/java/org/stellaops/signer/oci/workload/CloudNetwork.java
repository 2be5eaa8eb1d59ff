package org.stellaops.signer.oci.workload;

import java.io.IOException;
import java.util.Map;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.outbound.HttpAnswer;
import org.stellaops.signer.outbound.MetadataService;
import org.stellaops.signer.outbound.Origin;
import org.stellaops.signer.outbound.Outbound;

/**
 * How the services that know a workload are reached: {@link CheckedNetwork} in a running service.
 * None of them follows a redirect. Safe for concurrent use.
 */
public interface CloudNetwork extends AutoCloseable {

  /**
   * Posts to a service of a cloud.
   *
   * @return whatever its status; of a long answer {@link HttpAnswer#overBound} alone
   * @throws IOException there is no answer by the deadline
   */
  HttpAnswer post(
      Origin service,
      String target,
      Outbound.Content content,
      Map<String, String> headers,
      Deadline deadline)
      throws IOException;

  /** Gets from a metadata service, as {@link MetadataService#get}. */
  HttpAnswer metadata(
      MetadataService.Place place, String target, Map<String, String> headers, Deadline deadline)
      throws IOException;

  /** Puts nothing to a metadata service, as {@link MetadataService#put}. */
  HttpAnswer putMetadata(
      MetadataService.Place place, String target, Map<String, String> headers, Deadline deadline)
      throws IOException;

  @Override
  void close();
}
