package org.stellaops.signer.cli.client;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import org.stellaops.signer.bootstrap.config.Loopback;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;

/**
 * Asks the development Authority of a {@code stella serve --dev} for tokens and proofs. It is found
 * as any client finds an authority: by the service's metadata (RFC 9728), then the authority's (RFC
 * 8414).
 */
public record DevelopmentClient(URI authority) {

  private static final Duration ANSWER = Duration.ofSeconds(10);

  /** The public origin that the service at {@code origin} says it has (RFC 9728 §2). */
  static String announcedOrigin(URI origin) {
    return text(metadata(origin), "resource");
  }

  private static JsonObject metadata(URI origin) {
    URI url = origin.resolve("/.well-known/oauth-protected-resource");
    return object(HttpRequest.newBuilder(url));
  }

  /** The Authority of the service at {@code origin}, which must be on this machine. */
  public static DevelopmentClient of(URI origin) {
    JsonObject metadata = metadata(origin);
    try {
      URI authority = URI.create(metadata.array("authorization_servers").strings().getFirst());
      if (!Loopback.is(authority.getHost())) {
        throw CommandFailed.usage(
            origin
                + " trusts "
                + authority
                + ", which is no development Authority on this machine");
      }
      return new DevelopmentClient(authority);
    } catch (InvalidJson | IllegalArgumentException | NoSuchElementException e) {
      throw CommandFailed.answer(origin + " does not name its Authority", e);
    }
  }

  /** A client of the service at {@code origin}, with a token for {@code scope}. */
  public static SignerClient client(URI origin, String scope) {
    DpopKey key = DpopKey.generate();
    return new SignerClient(origin, of(origin).token(key, Map.of("scope", scope)), key);
  }

  /**
   * A token bound to {@code key}.
   *
   * @param claims what it shall say where the defaults do not fit: {@code tid}, {@code scope},
   *     {@code scanner_digest}, …
   */
  public String token(DpopKey key, Map<String, String> claims) {
    URI endpoint = authority.resolve("/token");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint)
            .header("DPoP", key.proof("POST", endpoint.toString(), null, null));
    return text(post(request, "grant_type=client_credentials&" + form(claims)), "access_token");
  }

  /** A Proof of Entitlement. */
  public String proofOfEntitlement(Map<String, String> claims) {
    URI endpoint = authority.resolve("/licensing/proof");
    return text(post(HttpRequest.newBuilder(endpoint), form(claims)), "value");
  }

  private static JsonObject post(HttpRequest.Builder request, String form) {
    return object(
        request
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form)));
  }

  private static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field ->
            URLEncoder.encode(field.getKey(), StandardCharsets.UTF_8)
                + "="
                + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  private static JsonObject object(HttpRequest.Builder request) {
    HttpResponse<byte[]> response = Exchange.send(request.timeout(ANSWER).build(), Exchange.PUBLIC);
    try {
      if (response.statusCode() == 200
          && JsonValue.parse(
                  Bytes.adopt(response.body()), JsonLimits.REQUEST.withMaxBytes(64 << 10))
              instanceof JsonObject object) {
        return object;
      }
    } catch (InvalidJson e) {
      throw CommandFailed.answer(response.uri() + " answers no JSON: " + e.getMessage(), e);
    }
    throw SignerProblem.unusable(response.uri(), response);
  }

  private static String text(JsonObject object, String name) {
    try {
      return object.string(name);
    } catch (InvalidJson e) {
      throw CommandFailed.answer("the Authority gave no " + name, e);
    }
  }
}
