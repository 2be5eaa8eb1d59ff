package org.stellaops.signer.identity;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.Licensing;

/** The Licensing service over HTTP: token introspection with signed answers (RFC 9701). */
public final class HttpLicensing implements Licensing {

  private static final String ANSWER_TYPE = "application/token-introspection+jwt";
  private static final int MAX_ANSWER_BYTES = 16 * 1024;

  private final BoundedHttp http;
  private final Supplier<Optional<String>> authorization;

  /** With its own HTTP client and 3 seconds for each answer. */
  public HttpLicensing(URI endpoint, Supplier<Optional<String>> authorization) {
    this(endpoint, authorization, Duration.ofSeconds(3), BoundedHttp.defaultClient());
  }

  /**
   * @param endpoint https, or http on loopback
   * @param authorization the {@code Authorization} value that we introduce ourselves with, asked
   *     for each time so that a secret can be replaced
   * @param client must not follow redirects
   * @throws IllegalArgumentException for another endpoint or client
   */
  public HttpLicensing(
      URI endpoint, Supplier<Optional<String>> authorization, Duration timeout, HttpClient client) {
    this.http = new BoundedHttp(client, endpoint, timeout, MAX_ANSWER_BYTES);
    this.authorization = authorization;
  }

  @Override
  public String introspect(String proof, Deadline deadline) {
    HttpRequest.Builder request =
        http.request()
            .header("Accept", ANSWER_TYPE)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "token=" + URLEncoder.encode(proof, StandardCharsets.UTF_8)));
    authorization.get().ifPresent(value -> request.header("Authorization", value));
    BoundedHttp.Answer answer = await(http.send(request), deadline);
    if (!answer.mediaType().equals(ANSWER_TYPE)) {
      throw unavailable("its answer is not " + ANSWER_TYPE);
    }
    return new String(answer.body().toByteArray(), StandardCharsets.ISO_8859_1);
  }

  private static BoundedHttp.Answer await(
      CompletableFuture<BoundedHttp.Answer> answer, Deadline deadline) {
    try {
      return answer.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw unavailable("no answer in time");
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw unavailable("interrupted");
    } catch (ExecutionException e) {
      throw new DependencyUnavailable(
          Dependency.LICENSING, false, "licensing: no usable answer", e);
    }
  }

  private static DependencyUnavailable unavailable(String why) {
    return new DependencyUnavailable(Dependency.LICENSING, false, "licensing: " + why);
  }
}
