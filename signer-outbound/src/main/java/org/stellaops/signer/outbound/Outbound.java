package org.stellaops.signer.outbound;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.outbound.OutboundObserver.Outcome;

/**
 * Requests to one dependency. It connects to checked addresses only, bounds every part of an
 * answer, and aborts an exchange that outlasts its deadline. Redirects, cookies, authentication and
 * content codings are left alone. Safe for concurrent use.
 */
public final class Outbound implements AutoCloseable {

  /** Turns a host name into addresses; the system's, or a test's. */
  @FunctionalInterface
  public interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  /** The GETs of one look-up, which end together. */
  public record Session(Outbound outbound, Deadline deadline) {
    public HttpAnswer get(Origin origin, String target, Map<String, String> headers, int maxBody)
        throws IOException {
      return outbound.get(origin, target, headers, maxBody, deadline);
    }
  }

  /**
   * What a POST or PUT carries.
   *
   * @param mediaType without parameters; empty where nothing is said about it
   */
  public record Content(String mediaType, Bytes bytes) {}

  private static final int MAX_LINE = 16 << 10;
  private static final int MAX_HEADERS = 100;

  private static final String FORM = "application/x-www-form-urlencoded";

  private static final Ticker TICKER = Ticker.system();

  private final Predicate<InetAddress> permitted;
  private final boolean plain;
  private final CheckedResolver resolver;
  private final CloseableHttpClient client;
  private final ScheduledThreadPoolExecutor alarms;
  private final OutboundObserver observer;

  /** With the system's name resolution. */
  public Outbound(Reach reach, OutboundSettings settings, OutboundObserver observer) {
    this(reach, settings, InetAddress::getAllByName, Tls.context(settings), observer);
  }

  /**
   * @param tls used in place of the settings' CA files and client certificate
   */
  public Outbound(
      Reach reach,
      OutboundSettings settings,
      Resolver names,
      SSLContext tls,
      OutboundObserver observer) {
    this(reach::permits, reach == Reach.LOOPBACK, settings, names, tls, observer);
  }

  private Outbound(
      Predicate<InetAddress> permitted,
      boolean plain,
      OutboundSettings settings,
      Resolver names,
      SSLContext tls,
      OutboundObserver observer) {
    this.permitted = permitted;
    this.plain = plain;
    this.observer = observer;
    this.resolver = new CheckedResolver(permitted, plain, names, settings.proxy());
    Timeout connect = Timeout.of(settings.connectTimeout());
    HttpClientBuilder builder =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setDnsResolver(resolver)
                    .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls))
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(connect)
                            .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
                            .setTimeToLive(TimeValue.ofSeconds(30))
                            .build())
                    .setConnectionFactory(
                        ManagedHttpClientConnectionFactory.builder()
                            // The client's own parser skips lines that are no answer.
                            .responseParserFactory(new DefaultHttpResponseParserFactory())
                            .http1Config(
                                Http1Config.custom()
                                    .setMaxLineLength(MAX_LINE)
                                    .setMaxHeaderCount(MAX_HEADERS)
                                    .build())
                            .build())
                    .setMaxConnPerRoute(64)
                    .setMaxConnTotal(64)
                    .build())
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setAuthenticationEnabled(false)
                    .setProtocolUpgradeEnabled(false)
                    .setConnectionRequestTimeout(connect)
                    .build())
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression()
            .setUserAgent("stella-signer");
    URI proxy = settings.proxy();
    if (proxy != null) {
      builder.setProxy(new HttpHost("http", proxy.getHost(), proxy.getPort()));
    }
    this.client = builder.build();
    this.alarms =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "outbound-deadline");
              thread.setDaemon(true);
              return thread;
            });
    alarms.setRemoveOnCancelPolicy(true);
    alarms.setKeepAliveTime(30, TimeUnit.SECONDS);
    alarms.allowCoreThreadTimeOut(true);
  }

  /** Connects to {@code address} alone, whatever name is asked for, over plain HTTP as well. */
  static Outbound to(InetAddress address, Duration connectTimeout, OutboundObserver observer) {
    OutboundSettings settings = new OutboundSettings(List.of(), null, null, connectTimeout);
    return new Outbound(
        address::equals,
        true,
        settings,
        any -> new InetAddress[] {address},
        Tls.context(settings),
        observer);
  }

  /**
   * Gets {@code target} from {@code origin}. Redirects are the caller's to judge. A kept connection
   * that the peer closed before it answered is replaced once.
   *
   * @param maxBody bytes of a body that is kept; a longer one ends the connection
   * @throws IOException unreachable, not permitted, out of form, or the deadline has passed
   */
  public HttpAnswer get(
      Origin origin, String target, Map<String, String> headers, int maxBody, Deadline deadline)
      throws IOException {
    return observed(
        deadline,
        () -> {
          HttpUriRequestBase request = request("GET", origin, target, headers);
          return send(request, origin, maxBody, deadline);
        });
  }

  /**
   * Posts {@code form}, {@code application/x-www-form-urlencoded}, as {@link #get} gets. It may
   * arrive twice where a kept connection turns out closed.
   */
  public HttpAnswer post(
      Origin origin,
      String target,
      Bytes form,
      Map<String, String> headers,
      int maxBody,
      Deadline deadline)
      throws IOException {
    return post(origin, target, new Content(FORM, form), headers, maxBody, deadline);
  }

  /**
   * Posts content of any kind, as {@link #get} gets. It may arrive twice where a kept connection
   * turns out closed.
   */
  public HttpAnswer post(
      Origin origin,
      String target,
      Content content,
      Map<String, String> headers,
      int maxBody,
      Deadline deadline)
      throws IOException {
    return sent("POST", origin, target, content, headers, maxBody, deadline);
  }

  /** Puts content of any kind, as {@link #post} posts. */
  public HttpAnswer put(
      Origin origin,
      String target,
      Content content,
      Map<String, String> headers,
      int maxBody,
      Deadline deadline)
      throws IOException {
    return sent("PUT", origin, target, content, headers, maxBody, deadline);
  }

  private HttpAnswer sent(
      String method,
      Origin origin,
      String target,
      Content content,
      Map<String, String> headers,
      int maxBody,
      Deadline deadline)
      throws IOException {
    return observed(
        deadline,
        () -> {
          HttpUriRequestBase request = request(method, origin, target, headers);
          // Made without a charset, a parameter that these media types do not have.
          ContentType type =
              content.mediaType().isEmpty() ? null : ContentType.create(content.mediaType());
          request.setEntity(new ByteArrayEntity(content.bytes().toByteArray(), type));
          return send(request, origin, maxBody, deadline);
        });
  }

  private static HttpUriRequestBase request(
      String method, Origin origin, String target, Map<String, String> headers) {
    HttpUriRequestBase request =
        new HttpUriRequestBase(method, URI.create(origin + Origin.requireVisible(target)));
    request.setHeader("Accept-Encoding", "identity");
    headers.forEach(request::setHeader);
    return request;
  }

  private interface Exchange {
    HttpAnswer run() throws IOException;
  }

  private HttpAnswer observed(Deadline deadline, Exchange exchange) throws IOException {
    long start = TICKER.nanos();
    Outcome outcome = Outcome.FAILED;
    try {
      HttpAnswer answer = exchange.run();
      outcome = answer.status() < 400 ? Outcome.ANSWERED : Outcome.ERROR_STATUS;
      return answer;
    } catch (BlockedAddress e) {
      outcome = Outcome.BLOCKED;
      throw e;
    } catch (IOException e) {
      outcome = deadline.hasPassed() ? Outcome.DEADLINE : Outcome.FAILED;
      throw e;
    } finally {
      observer.ended(outcome, Duration.ofNanos(TICKER.nanos() - start));
    }
  }

  private HttpAnswer send(HttpUriRequestBase request, Origin origin, int maxBody, Deadline deadline)
      throws IOException {
    if (!origin.secure() && !plain) {
      throw new IOException("plain HTTP is spoken to this machine only");
    }
    boolean literal = origin.host().indexOf(':') >= 0 || origin.host().matches("[0-9.]+");
    if (literal && !permitted.test(InetAddress.getByName(origin.host()))) {
      throw new BlockedAddress(origin.host());
    }
    resolver.begin(deadline);
    try {
      return exchange(request, origin, maxBody, deadline);
    } catch (NoHttpResponseException e) {
      if (resolver.resolved()) {
        throw e;
      }
      return exchange(request, origin, maxBody, deadline);
    } finally {
      resolver.end();
    }
  }

  private HttpAnswer exchange(
      HttpUriRequestBase request, Origin origin, int maxBody, Deadline deadline)
      throws IOException {
    if (deadline.hasPassed()) {
      throw new IOException("the deadline has passed");
    }
    ScheduledFuture<?> alarm =
        alarms.schedule(request::cancel, deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    try {
      HttpHost host =
          new HttpHost(origin.secure() ? "https" : "http", origin.host(), origin.port());
      return client.execute(host, request, response -> answer(request, response, maxBody));
    } finally {
      alarm.cancel(false);
    }
  }

  private static HttpAnswer answer(
      HttpUriRequestBase request, ClassicHttpResponse response, int maxBody) throws IOException {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (Header header : response.getHeaders()) {
      headers
          .computeIfAbsent(header.getName().toLowerCase(Locale.ROOT), any -> new ArrayList<>())
          .add(header.getValue() == null ? "" : header.getValue());
    }
    HttpAnswer head = new HttpAnswer(response.getCode(), headers, Bytes.empty(), false);
    try {
      requireOneReading(head);
      HttpEntity entity = response.getEntity();
      if (entity == null) {
        return head;
      }
      byte[] body =
          entity.getContentLength() > maxBody
              ? new byte[0]
              : entity
                  .getContent()
                  .readNBytes(maxBody == Integer.MAX_VALUE ? maxBody : maxBody + 1);
      if (entity.getContentLength() > maxBody || body.length > maxBody) {
        request.cancel();
        return new HttpAnswer(head.status(), headers, Bytes.empty(), true);
      }
      return new HttpAnswer(head.status(), headers, Bytes.adopt(body), false);
    } catch (IOException e) {
      // Otherwise the client would read the rest of the body to keep the connection.
      request.cancel();
      throw e;
    }
  }

  /** Refuses what two readers could understand in two ways. */
  private static void requireOneReading(HttpAnswer head) throws IOException {
    if (!head.all("content-encoding").stream().allMatch("identity"::equalsIgnoreCase)) {
      throw new IOException("an encoded body that was not asked for");
    }
    List<String> lengths = head.all("content-length");
    List<String> codings = head.all("transfer-encoding");
    if (lengths.size() > 1 || codings.size() > 1 || (!lengths.isEmpty() && !codings.isEmpty())) {
      throw new IOException("an answer with two lengths");
    }
    if (!codings.stream().allMatch("chunked"::equalsIgnoreCase)) {
      throw new IOException("an unknown transfer coding");
    }
    if (!lengths.stream().allMatch(length -> length.matches("[0-9]{1,18}"))) {
      throw new IOException("a length out of form");
    }
  }

  /** Closes every connection, also those in use. */
  @Override
  public void close() {
    alarms.shutdownNow();
    client.close(CloseMode.IMMEDIATE);
  }
}
