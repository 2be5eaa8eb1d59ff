package org.stellaops.signer.identity;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.outbound.HttpAnswer;
import org.stellaops.signer.outbound.InterruptibleExchange;
import org.stellaops.signer.outbound.OutboundUrl;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.Licensing;

/** The Licensing service over HTTP: token introspection with signed answers (RFC 9701). */
public final class HttpLicensing implements Licensing {

  private static final String ANSWER_TYPE = "application/token-introspection+jwt";
  private static final int MAX_ANSWER_BYTES = 16 * 1024;

  private static final Duration LONGEST = Duration.ofSeconds(3);

  private final OutboundUrl endpoint;
  private final Supplier<Optional<String>> authorization;
  private final Duration longest;

  /** With 3 seconds for each answer. */
  public HttpLicensing(OutboundUrl endpoint, Supplier<Optional<String>> authorization) {
    this(endpoint, authorization, LONGEST);
  }

  /**
   * @param endpoint closed by whoever opened it
   * @param authorization the {@code Authorization} value that we introduce ourselves with, asked
   *     for each time so that a secret can be replaced
   */
  public HttpLicensing(
      OutboundUrl endpoint, Supplier<Optional<String>> authorization, Duration longest) {
    this.endpoint = endpoint;
    this.authorization = authorization;
    this.longest = longest;
  }

  @Override
  public String introspect(String proof, Deadline deadline) {
    Map<String, String> headers = new HashMap<>(Map.of("Accept", ANSWER_TYPE));
    authorization.get().ifPresent(value -> headers.put("Authorization", value));
    Bytes form = Bytes.utf8("token=" + URLEncoder.encode(proof, StandardCharsets.UTF_8));
    try {
      HttpAnswer answer =
          InterruptibleExchange.run(
              "introspection",
              () -> endpoint.post(form, headers, MAX_ANSWER_BYTES, deadline.within(longest)));
      if (!answer.mediaType().equals(ANSWER_TYPE)) {
        throw new IOException("its answer is not " + ANSWER_TYPE);
      }
      return new String(answer.body().toByteArray(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new DependencyUnavailable(
          Dependency.LICENSING, false, "licensing: no usable answer", e);
    }
  }
}
