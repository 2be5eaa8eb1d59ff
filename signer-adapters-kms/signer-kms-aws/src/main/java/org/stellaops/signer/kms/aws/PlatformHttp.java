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
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLContext;
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

  /** Set by the platform's client itself, which refuses them from others. */
  private static final Set<String> RESTRICTED =
      Set.of("connection", "content-length", "expect", "host", "upgrade");

  private final HttpClient client;

  PlatformHttp(SSLContext tls) {
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
      HttpResponse<byte[]> answer = client.send(request(asked), BodyHandlers.ofByteArray());
      SdkHttpResponse.Builder response = SdkHttpResponse.builder().statusCode(answer.statusCode());
      answer.headers().map().forEach(response::putHeader);
      return HttpExecuteResponse.builder()
          .response(response.build())
          .responseBody(AbortableInputStream.create(new ByteArrayInputStream(answer.body())))
          .build();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private static HttpRequest request(HttpExecuteRequest asked) throws IOException {
    SdkHttpRequest wanted = asked.httpRequest();
    byte[] body = new byte[0];
    if (asked.contentStreamProvider().isPresent()) {
      try (InputStream in = asked.contentStreamProvider().get().newStream()) {
        body = in.readAllBytes();
      }
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(wanted.getUri())
            .method(
                wanted.method().name(),
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    wanted.forEachHeader((name, values) -> {
      if (!RESTRICTED.contains(name.toLowerCase(Locale.ROOT))) {
        values.forEach(value -> request.header(name, value));
      }
    });
    return request.build();
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
