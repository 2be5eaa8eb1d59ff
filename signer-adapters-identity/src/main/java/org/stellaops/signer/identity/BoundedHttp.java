package org.stellaops.signer.identity;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.stellaops.signer.model.Bytes;

/**
 * Requests to one configured endpoint: https unless it is on loopback, no redirect followed,
 * bounded answer, bounded time from connecting to the last byte. Never retries.
 */
final class BoundedHttp {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");

  private final HttpClient client;
  private final URI endpoint;
  private final Duration timeout;
  private final int maxBytes;

  /**
   * @throws IllegalArgumentException for an endpoint that tokens must not be sent to, or a client
   *     that follows redirects
   */
  BoundedHttp(HttpClient client, URI endpoint, Duration timeout, int maxBytes) {
    if (client.followRedirects() != HttpClient.Redirect.NEVER) {
      throw new IllegalArgumentException("the HTTP client must not follow redirects");
    }
    String scheme = String.valueOf(endpoint.getScheme());
    String host = String.valueOf(endpoint.getHost());
    boolean loopback = LOOPBACK.matcher(host).matches();
    if (!scheme.equals("https") && !(scheme.equals("http") && loopback)) {
      throw new IllegalArgumentException(endpoint + ": use https, or http on loopback");
    }
    if (endpoint.getHost() == null
        || endpoint.getRawUserInfo() != null
        || endpoint.getRawFragment() != null) {
      throw new IllegalArgumentException("an endpoint has a host, no user info and no fragment");
    }
    this.client = client;
    this.endpoint = endpoint;
    this.timeout = timeout;
    this.maxBytes = maxBytes;
  }

  static HttpClient defaultClient() {
    return HttpClient.newBuilder()
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(CONNECT_TIMEOUT)
        .version(HttpClient.Version.HTTP_1_1)
        .build();
  }

  HttpRequest.Builder request() {
    return HttpRequest.newBuilder(endpoint);
  }

  /**
   * Sends {@code request}. The future fails with {@link IOException} for any status but 200 and an
   * oversized body, and is done for certain soon after the timeout.
   */
  CompletableFuture<Answer> send(HttpRequest.Builder request) {
    CompletableFuture<HttpResponse<byte[]>> exchange =
        client.sendAsync(
            request.timeout(timeout).build(),
            response ->
                response.statusCode() == 200
                    ? new BoundedBody(maxBytes)
                    : HttpResponse.BodySubscribers.replacing(new byte[0]));
    CompletableFuture<Answer> answer =
        exchange.thenCompose(BoundedHttp::read).orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
    // The client's own timeout ends at the headers; a body that drips is cut off here.
    CompletableFuture<Answer> unused =
        answer.whenComplete((ignored, failure) -> exchange.cancel(true));
    return answer;
  }

  private static CompletableFuture<Answer> read(HttpResponse<byte[]> response) {
    if (response.statusCode() != 200) {
      return CompletableFuture.failedFuture(new IOException("status " + response.statusCode()));
    }
    String type = response.headers().firstValue("Content-Type").orElse("");
    int parameters = type.indexOf(';');
    String mediaType = parameters < 0 ? type : type.substring(0, parameters);
    return CompletableFuture.completedFuture(
        new Answer(mediaType.strip().toLowerCase(Locale.ROOT), Bytes.adopt(response.body())));
  }

  /** The body of a 200 and its media type in lower case, without parameters. */
  record Answer(String mediaType, Bytes body) {}
}
