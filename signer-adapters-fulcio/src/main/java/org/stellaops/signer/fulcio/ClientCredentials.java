package org.stellaops.signer.fulcio;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.outbound.Outbound;
import org.stellaops.signer.outbound.OutboundUrl;

/**
 * Asks an Authority for a token by the client credentials grant (RFC 6749 §4.4). Its access token
 * has to be a JWT whose subject is the workload. Every token is asked for anew: see {@link
 * RememberedToken}.
 */
public final class ClientCredentials implements IdentityTokenSource {

  private static final Duration LONGEST = Duration.ofSeconds(3);

  /**
   * What is asked for.
   *
   * @param clientId stands in the request where there is no {@code Authorization}: a client that
   *     shows a certificate (RFC 8705 §2)
   * @param audience the {@code audience} parameter that some servers have, or null
   * @param scope as RFC 6749 §3.3 has it, or null
   */
  public record Grant(String clientId, @Nullable String audience, @Nullable String scope) {}

  private final OutboundUrl endpoint;
  private final Supplier<Optional<String>> authorization;
  private final Grant grant;

  /**
   * @param endpoint the token endpoint; closed by whoever opened it
   * @param authorization the {@code Authorization} value that we introduce ourselves with, asked
   *     for each time so that a secret can be replaced
   */
  public ClientCredentials(
      OutboundUrl endpoint, Supplier<Optional<String>> authorization, Grant grant) {
    this.endpoint = endpoint;
    this.authorization = authorization;
    this.grant = grant;
  }

  @Override
  public IdentityToken token(Deadline deadline) {
    Map<String, String> headers = new HashMap<>(Map.of("Accept", "application/json"));
    Map<String, String> form = new LinkedHashMap<>(Map.of("grant_type", "client_credentials"));
    Optional<String> introduced = authorization.get();
    introduced.ifPresentOrElse(
        value -> headers.put("Authorization", value),
        () -> form.put("client_id", grant.clientId()));
    if (grant.audience() != null) {
      form.put("audience", grant.audience());
    }
    if (grant.scope() != null) {
      form.put("scope", grant.scope());
    }
    Outbound.Content content =
        new Outbound.Content("application/x-www-form-urlencoded", encoded(form));
    return TokenAnswer.ask(
        "the Authority of client " + grant.clientId(),
        "access_token",
        () -> endpoint.postAny(content, headers, TokenAnswer.MAX_BYTES, deadline.within(LONGEST)));
  }

  private static Bytes encoded(Map<String, String> form) {
    return Bytes.utf8(
        form.entrySet().stream()
            .map(member ->
                member.getKey()
                    + "="
                    + URLEncoder.encode(member.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&")));
  }
}
