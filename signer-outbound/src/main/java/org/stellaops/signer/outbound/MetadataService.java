package org.stellaops.signer.outbound;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.outbound.Outbound.Content;

/**
 * Where a cloud tells what runs on its machines who that is: over plain HTTP, at an address of the
 * link, which nothing else here reaches ({@link Reach}). The address is the one that is written
 * here, whatever a name server says, and no proxy is in between. A redirect is a failure, and no
 * exchange takes longer than two seconds. Safe for concurrent use.
 */
public final class MetadataService implements AutoCloseable {

  private static final Duration LONGEST = Duration.ofSeconds(2);
  private static final Duration CONNECT = Duration.ofSeconds(1);
  private static final int MOST = 64 << 10;

  /** The known ones. There are no others: a place that a setting names is none. */
  public enum Place {
    /**
     * Amazon EC2 ("Use the Instance Metadata Service to access instance metadata") and Azure
     * ("Azure Instance Metadata Service").
     */
    INSTANCE("169.254.169.254", "169.254.169.254"),

    /** Google Compute Engine and GKE ("About VM metadata"), by its name. */
    GOOGLE("metadata.google.internal", "169.254.169.254"),

    /** Credentials of a task on Amazon ECS ("Container credential provider"). */
    ECS_TASK("169.254.170.2", "169.254.170.2"),

    /** The EKS Pod Identity agent ("Container credential provider"). */
    EKS_POD("169.254.170.23", "169.254.170.23"),

    /** The same where pods have IPv6. */
    EKS_POD_V6("fd00:ec2::23", "fd00:ec2::23");

    private final String host;
    private final String address;

    Place(String host, String address) {
      this.host = host;
      this.address = address;
    }

    /** How its URLs begin. */
    public Origin origin() {
      return new Origin(false, host, 80);
    }

    InetAddress address() {
      try {
        return InetAddress.getByName(address);
      } catch (UnknownHostException e) {
        throw new IllegalStateException("not written as an address: " + address, e);
      }
    }
  }

  private final Origin origin;
  private final Outbound outbound;

  public MetadataService(Place place, OutboundObserver observer) {
    this(place.origin(), Outbound.to(place.address(), CONNECT, observer));
  }

  /** Closes {@code outbound} with this. */
  MetadataService(Origin origin, Outbound outbound) {
    this.origin = origin;
    this.outbound = outbound;
  }

  /**
   * Gets what is at {@code target}.
   *
   * @return of any status but a redirect's, and at most 64 KiB
   * @throws IOException it does not answer within two seconds, or redirects, or answers more
   */
  public HttpAnswer get(String target, Map<String, String> headers, Deadline deadline)
      throws IOException {
    return judged(outbound.get(origin, target, headers, MOST, deadline.within(LONGEST)));
  }

  /** Puts nothing at {@code target}, as {@link #get} gets. */
  public HttpAnswer put(String target, Map<String, String> headers, Deadline deadline)
      throws IOException {
    Content nothing = new Content("", Bytes.empty());
    return judged(outbound.put(origin, target, nothing, headers, MOST, deadline.within(LONGEST)));
  }

  private static HttpAnswer judged(HttpAnswer answer) throws IOException {
    if (answer.status() >= 300 && answer.status() < 400) {
      throw new IOException("a metadata service that redirects is none");
    }
    if (answer.overBound()) {
      throw new IOException("the answer of the metadata service is too long");
    }
    return answer;
  }

  @Override
  public void close() {
    outbound.close();
  }
}
