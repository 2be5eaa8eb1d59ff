package org.stellaops.signer.kms.azure;

import com.azure.core.http.HttpHeader;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Flow;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The SDK's requests over the platform's HTTP client, which follows no redirect, sends nothing
 * twice by itself and can be interrupted. It notes when a request to sign leaves.
 */
final class AzureHttp implements com.azure.core.http.HttpClient {

  /** Where in the SDK's context a request to the vault has its {@link AzureAttempt}. */
  static final String ATTEMPT = "stella-attempt";

  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** For a request whose caller does not interrupt it: one for an access token. */
  private static final Duration ANSWER = Duration.ofSeconds(20);

  /** Far more than the longest answer, a key or an access token. */
  private static final int LARGEST_ANSWER = 1 << 20;

  /** Set by the platform's client itself, which refuses them from others. */
  private static final Set<String> RESTRICTED =
      Set.of("connection", "content-length", "expect", "host", "upgrade");

  private final HttpClient client;
  private final @Nullable VaultHost vault;

  private AzureHttp(SSLContext tls, @Nullable VaultHost vault) {
    this.vault = vault;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .sslContext(tls)
            .build();
  }

  /** Asks that vault, and no other host. */
  static AzureHttp toVault(SSLContext tls, VaultHost vault) {
    return new AzureHttp(tls, vault);
  }

  /** Asks for access tokens, wherever the environment says. */
  static AzureHttp forTokens(SSLContext tls) {
    return new AzureHttp(tls, null);
  }

  @Override
  public Mono<HttpResponse> send(HttpRequest request) {
    return send(request, Context.NONE);
  }

  @Override
  public Mono<HttpResponse> send(HttpRequest request, Context context) {
    return Mono.fromCallable(() -> sendSync(request, context));
  }

  @Override
  public HttpResponse sendSync(HttpRequest asked, Context context) {
    try {
      return vault == null
          ? sent(asked, null)
          : ofVault(
              vault,
              asked,
              (AzureAttempt)
                  context
                      .getData(ATTEMPT)
                      .orElseThrow(() -> new IllegalStateException("a request of no attempt")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpResponse ofVault(VaultHost vault, HttpRequest asked, AzureAttempt attempt)
      throws IOException {
    if (!vault.name().equalsIgnoreCase(asked.getUrl().getHost())) {
      throw new IOException("a request to another host than the vault");
    }
    if (attempt.isGivenUp()) {
      throw new IOException("nobody waits for this request any more");
    }
    HttpResponse answer = sent(asked, attempt);
    if (answer.getStatusCode() == 401 || answer.getStatusCode() == 429) {
      attempt.turnedAway(isChallenge(answer));
    } else {
      attempt.tokenTaken();
    }
    return answer;
  }

  /** Whether the vault wants an access token, or another one. */
  static boolean isChallenge(HttpResponse answer) {
    String challenge = answer.getHeaderValue(HttpHeaderName.WWW_AUTHENTICATE);
    return answer.getStatusCode() == 401 && challenge != null && challenge.startsWith("Bearer ");
  }

  private HttpResponse sent(HttpRequest asked, @Nullable AzureAttempt attempt) throws IOException {
    var request = request(asked, attempt);
    try {
      var answer = client.send(request, BodyHandlers.ofInputStream());
      HttpHeaders headers = new HttpHeaders();
      answer
          .headers()
          .map()
          .forEach((name, values) -> headers.set(HttpHeaderName.fromString(name), values));
      return new AzureAnswer(asked, answer.statusCode(), headers, limited(answer.body()));
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

  private static java.net.http.HttpRequest request(
      HttpRequest asked, @Nullable AzureAttempt attempt) {
    var request =
        java.net.http.HttpRequest.newBuilder(URI.create(asked.getUrl().toString()))
            .method(asked.getHttpMethod().name(), body(asked, attempt));
    if (attempt == null) {
      request.timeout(ANSWER);
    }
    for (HttpHeader header : asked.getHeaders()) {
      if (!RESTRICTED.contains(header.getName().toLowerCase(Locale.ROOT))) {
        header.getValuesList().forEach(value -> request.header(header.getName(), value));
      }
    }
    return request.build();
  }

  private static BodyPublisher body(HttpRequest asked, @Nullable AzureAttempt attempt) {
    if (asked.getHttpMethod() == HttpMethod.GET || asked.getBodyAsBinaryData() == null) {
      return BodyPublishers.noBody();
    }
    byte[] body = asked.getBodyAsBinaryData().toBytes();
    return attempt == null || body.length == 0
        ? BodyPublishers.ofByteArray(body)
        : BodyPublishers.fromPublisher(noticed(body, attempt), body.length);
  }

  /** The platform asks for the body when it has a connection, and TLS on it. */
  private static Flow.Publisher<ByteBuffer> noticed(byte[] body, AzureAttempt attempt) {
    return subscriber -> {
      if (attempt.leave()) {
        BodyPublishers.ofByteArray(body).subscribe(subscriber);
      } else {
        subscriber.onSubscribe(new NoRequests());
        subscriber.onError(new IOException("this request must not be sent"));
      }
    };
  }

  private static final class NoRequests implements Flow.Subscription {
    @Override
    public void request(long number) {}

    @Override
    public void cancel() {}
  }

  void close() {
    client.shutdownNow();
  }
}
