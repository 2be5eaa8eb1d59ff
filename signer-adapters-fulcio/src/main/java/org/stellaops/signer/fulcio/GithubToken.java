package org.stellaops.signer.fulcio;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.outbound.OutboundUrl;

/**
 * The token of a job of GitHub Actions with {@code id-token: write}: its runner says in {@code
 * ACTIONS_ID_TOKEN_REQUEST_URL} whom to ask, and in {@code ACTIONS_ID_TOKEN_REQUEST_TOKEN} with
 * what. Every token is asked for anew: see {@link RememberedToken}.
 */
public final class GithubToken implements IdentityTokenSource {

  private static final Duration LONGEST = Duration.ofSeconds(3);

  private final OutboundUrl url;
  private final Supplier<String> bearer;

  /**
   * @param url from {@link #url}; closed by whoever opened it
   * @param bearer what the runner gives, asked for each time
   */
  public GithubToken(OutboundUrl url, Supplier<String> bearer) {
    this.url = url;
    this.bearer = bearer;
  }

  /**
   * Whom to ask for a token for {@code audience}.
   *
   * @param requestUrl as the runner gives it
   * @throws IllegalArgumentException it is not https: what is sent there is a secret
   */
  public static URI url(URI requestUrl, String audience) {
    if (!"https".equalsIgnoreCase(requestUrl.getScheme()) || requestUrl.getHost() == null) {
      throw new IllegalArgumentException(
          "ACTIONS_ID_TOKEN_REQUEST_URL is no https URL: run this in a job with id-token: write");
    }
    return URI.create(
        requestUrl
            + (requestUrl.getRawQuery() == null ? "?" : "&")
            + "audience="
            + URLEncoder.encode(audience, StandardCharsets.UTF_8));
  }

  @Override
  public IdentityToken token(Deadline deadline) {
    Map<String, String> headers =
        Map.of("Accept", "application/json", "Authorization", "Bearer " + bearer.get());
    return TokenAnswer.ask(
        "GitHub's token service",
        "value",
        () -> url.getAny(headers, TokenAnswer.MAX_BYTES, deadline.within(LONGEST)));
  }
}
