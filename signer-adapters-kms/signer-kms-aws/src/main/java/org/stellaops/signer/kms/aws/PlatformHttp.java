package org.stellaops.signer.kms.aws;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.stellaops.signer.outbound.OutboundAttempt;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * The SDK's requests over the platform's HTTP client. The SDK's own clients cannot be interrupted,
 * or, as that over {@code HttpURLConnection}, send a POST again by themselves when its connection
 * breaks: a signature would be made twice without anybody's knowledge.
 */
final class PlatformHttp implements SdkHttpClient {

  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** Far more than the longest answer, a page of aliases. */
  private static final int LARGEST_ANSWER = 1 << 20;

  /** Set by the platform's client itself, which refuses them from others. */
  private static final Set<String> RESTRICTED =
      Set.of("connection", "content-length", "expect", "host", "upgrade");

  private final HttpClient client;
  private final Supplier<OutboundAttempt> attempts;

  /**
   * @param attempts gives, on the thread that calls, what it is calling for
   */
  PlatformHttp(SSLContext tls, Supplier<OutboundAttempt> attempts) {
    this.attempts = attempts;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .sslContext(tls)
            .build();
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest asked) {
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        return send(asked);
      }

      @Override
      public void abort() {
        // The thread that calls is interrupted instead.
      }
    };
  }

  private HttpExecuteResponse send(HttpExecuteRequest asked) throws IOException {
    try {
      HttpResponse<InputStream> answer = client.send(request(asked), BodyHandlers.ofInputStream());
      SdkHttpResponse.Builder response = SdkHttpResponse.builder().statusCode(answer.statusCode());
      answer.headers().map().forEach(response::putHeader);
      return HttpExecuteResponse.builder()
          .response(response.build())
          .responseBody(
              AbortableInputStream.create(new ByteArrayInputStream(limited(answer.body()))))
          .build();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private static byte[] limited(InputStream answer) throws IOException {
    try (answer) {
      byte[] read = answer.readNBytes(LARGEST_ANSWER + 1);
      if (read.length > LARGEST_ANSWER) {
        throw new IOException("the answer is longer than " + LARGEST_ANSWER + " bytes");
      }
      return read;
    }
  }

  private HttpRequest request(HttpExecuteRequest asked) throws IOException {
    SdkHttpRequest wanted = asked.httpRequest();
    if (asked.contentStreamProvider().isEmpty()) {
      throw new IOException("a request to AWS KMS has a body");
    }
    byte[] body;
    try (InputStream in = asked.contentStreamProvider().get().newStream()) {
      body = in.readAllBytes();
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(wanted.getUri())
            .method(
                wanted.method().name(),
                BodyPublishers.fromPublisher(noticed(body, attempts.get()), body.length));
    wanted.forEachHeader((name, values) -> {
      if (!RESTRICTED.contains(name.toLowerCase(Locale.ROOT))) {
        values.forEach(value -> request.header(name, value));
      }
    });
    return request.build();
  }

  /** The platform asks for the body when it has a connection, and TLS on it. */
  private static Flow.Publisher<ByteBuffer> noticed(byte[] body, OutboundAttempt attempt) {
    return subscriber -> {
      if (attempt.leave()) {
        BodyPublishers.ofByteArray(body).subscribe(subscriber);
      } else {
        subscriber.onSubscribe(
            new Flow.Subscription() {
              @Override
              public void request(long number) {}

              @Override
              public void cancel() {}
            });
        subscriber.onError(new IOException("nobody waits for this request any more"));
      }
    };
  }

  @Override
  public String clientName() {
    return "java.net.http";
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
