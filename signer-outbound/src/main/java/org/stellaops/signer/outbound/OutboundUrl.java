package org.stellaops.signer.outbound;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.regex.Pattern;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;

/**
 * One configured URL of a dependency: https anywhere but at link-local addresses, or on loopback,
 * where http is spoken too. Safe for concurrent use.
 */
public final class OutboundUrl implements AutoCloseable {

  private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1");

  private final Origin.Target target;
  private final Outbound outbound;

  private OutboundUrl(Origin.Target target, Outbound outbound) {
    this.target = target;
    this.outbound = outbound;
  }

  /** With the platform's roots and no proxy, heard of by nobody. */
  public static OutboundUrl open(URI url) {
    return open(url, OutboundSettings.standard(), OutboundObserver.SILENT);
  }

  /**
   * @throws IllegalArgumentException for a URL that tokens must not be sent to, or settings that
   *     cannot be used
   */
  public static OutboundUrl open(URI url, OutboundSettings settings, OutboundObserver observer) {
    Origin.Target target = Origin.target(url.toString());
    boolean loopback = LOOPBACK.matcher(target.origin().host()).matches();
    if (!target.origin().secure() && !loopback) {
      throw new IllegalArgumentException(url + ": use https, or http on loopback");
    }
    Reach reach = loopback ? Reach.LOOPBACK : Reach.PRIVATE;
    return new OutboundUrl(target, new Outbound(reach, settings, observer));
  }

  /**
   * The body of the answer to a GET.
   *
   * @throws IOException as {@link Outbound#get}; also for any status but 200 and a longer body
   */
  public HttpAnswer get(Map<String, String> headers, int maxBody, Deadline deadline)
      throws IOException {
    return whole(outbound.get(target.origin(), target.pathAndQuery(), headers, maxBody, deadline));
  }

  /** The same for a POST of {@code form}, {@code application/x-www-form-urlencoded}. */
  public HttpAnswer post(Bytes form, Map<String, String> headers, int maxBody, Deadline deadline)
      throws IOException {
    return whole(
        outbound.post(target.origin(), target.pathAndQuery(), form, headers, maxBody, deadline));
  }

  /** The answer to a GET whatever its status; otherwise as {@link Outbound#get}. */
  public HttpAnswer getAny(Map<String, String> headers, int maxBody, Deadline deadline)
      throws IOException {
    return outbound.get(target.origin(), target.pathAndQuery(), headers, maxBody, deadline);
  }

  /** The answer to a POST whatever its status; otherwise as {@link Outbound#post}. */
  public HttpAnswer postAny(
      Outbound.Content content, Map<String, String> headers, int maxBody, Deadline deadline)
      throws IOException {
    return outbound.post(
        target.origin(), target.pathAndQuery(), content, headers, maxBody, deadline);
  }

  /**
   * A path below this URL, at the same dependency and over the same connections: closing either
   * closes both.
   *
   * @param path begins with a slash
   * @throws IllegalArgumentException this URL has a query
   */
  public OutboundUrl below(String path) {
    String base = target.pathAndQuery();
    if (base.indexOf('?') >= 0) {
      throw new IllegalArgumentException("the URL of a service has no query");
    }
    String stem = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    return new OutboundUrl(new Origin.Target(target.origin(), stem + path), outbound);
  }

  private static HttpAnswer whole(HttpAnswer answer) throws IOException {
    if (answer.status() != 200) {
      throw new IOException("status " + answer.status());
    }
    if (answer.overBound()) {
      throw new IOException("the answer is too long");
    }
    return answer;
  }

  @Override
  public void close() {
    outbound.close();
  }
}
