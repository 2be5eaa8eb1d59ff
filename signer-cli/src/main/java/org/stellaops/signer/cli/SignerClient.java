package org.stellaops.signer.cli;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;

/** Speaks to a signer over HTTP with a fresh DPoP proof for each request. */
final class SignerClient {

  private static final Duration ANSWER = Duration.ofMinutes(2);
  private static final JsonLimits PROBLEM = JsonLimits.REQUEST.withMaxBytes(64 << 10);

  private static final String SIGN = "/api/v1/signer/sign/dsse";

  private final URI origin;
  private final String token;
  private final DpopKey key;
  private @Nullable String nonce;
  private @Nullable HttpRequest last;

  SignerClient(URI origin, String token, DpopKey key) {
    this.origin = origin;
    this.token = token;
    this.key = key;
  }

  /** One answer of the server. */
  record Reply(int status, Bytes body, HttpHeaders headers) {

    /** The body of a good answer; any other becomes the sentence that the server gave. */
    Bytes orFail() {
      if (status == 200) {
        return body;
      }
      throw new CommandFailed(
          status >= 500 ? ExitCode.UNREACHABLE : ExitCode.REFUSED, "the server says " + words());
    }

    private String retry() {
      return headers
          .firstValue("Retry-After")
          .map(seconds -> "; repeat it after " + seconds + " s")
          .orElse("");
    }

    private String words() {
      try {
        if (JsonValue.parse(body, PROBLEM) instanceof JsonObject problem) {
          return status
              + " "
              + problem.optionalString("code").orElse("without a code")
              + ": "
              + problem.optionalString("detail").orElse("no detail")
              + (status == 503
                  ? problem.optionalString("reason").map(it -> " " + it).orElse("")
                  : "")
              + retry()
              + problem.optionalString("auditId").map(id -> " (audit id " + id + ")").orElse("");
        }
      } catch (InvalidJson notAProblem) {
        return Integer.toString(status);
      }
      return Integer.toString(status);
    }
  }

  /** What a proof for another origin than the service's own is refused with. */
  private Reply requireOwnOrigin(Reply reply) {
    if (reply.status() == 401 && reply.body().utf8().contains("htu-unexpected")) {
      String own = DevelopmentClient.announcedOrigin(origin);
      throw new CommandFailed(
          ExitCode.REFUSED, "the service answers to " + own + " alone: --server " + own);
    }
    return reply;
  }

  /** The image digest that the token says the caller runs, unchecked: what a request repeats. */
  @Nullable Digest claimedScanner() {
    try {
      Bytes claims = Bytes.base64Url(token.split("\\.", -1)[1]);
      return JsonValue.parse(claims, PROBLEM) instanceof JsonObject object
          ? object.optionalString("scanner_digest").map(Digest::parse).orElse(null)
          : null;
    } catch (InvalidJson | IllegalArgumentException | IndexOutOfBoundsException opaque) {
      return null;
    }
  }

  Reply get(String pathAndQuery) {
    return send("GET", pathAndQuery, null, null);
  }

  Reply sign(Bytes body, @Nullable String idempotencyKey) {
    return send("POST", SIGN, body, idempotencyKey);
  }

  private Reply send(
      String method, String pathAndQuery, @Nullable Bytes body, @Nullable String idempotencyKey) {
    Reply reply = once(method, pathAndQuery, body, idempotencyKey);
    boolean challenged =
        reply.status() == 401
            && reply
                .headers()
                .firstValue("WWW-Authenticate")
                .map(challenge -> challenge.contains("use_dpop_nonce"))
                .orElse(false);
    return requireOwnOrigin(challenged ? once(method, pathAndQuery, body, idempotencyKey) : reply);
  }

  private Reply once(
      String method, String pathAndQuery, @Nullable Bytes body, @Nullable String idempotencyKey) {
    URI target = URI.create(origin + pathAndQuery);
    String path = pathAndQuery.replaceFirst("\\?.*$", "");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target)
            .timeout(ANSWER)
            .header("Authorization", "DPoP " + token)
            .header("DPoP", key.proof(method, origin + path, token, nonce));
    if (idempotencyKey != null) {
      request.header("Idempotency-Key", idempotencyKey);
    }
    if (body == null) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, BodyPublishers.ofByteArray(body.toByteArray()));
    }
    last = request.build();
    return reply(Exchange.send(last));
  }

  /** Sends the last request again as it was, its proof included: what a thief of it could do. */
  Reply replayLast() {
    return reply(Exchange.send(Objects.requireNonNull(last, "nothing was sent")));
  }

  private Reply reply(HttpResponse<byte[]> response) {
    response.headers().firstValue("DPoP-Nonce").ifPresent(fresh -> nonce = fresh);
    return new Reply(response.statusCode(), Bytes.adopt(response.body()), response.headers());
  }

  /** The nonce that the server gave last; asks the signing route for one when there is none yet. */
  String nonce() {
    if (nonce == null) {
      once("POST", SIGN, Bytes.utf8("{}"), null);
    }
    if (nonce == null) {
      throw CommandFailed.unreachable(origin + " gave no DPoP nonce");
    }
    return nonce;
  }
}
