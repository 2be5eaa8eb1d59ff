package org.stellaops.signer.cli.client;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.ExitCode;
import org.stellaops.signer.cli.terminal.FailureCode;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;

/**
 * Speaks to a signer over HTTP with a fresh DPoP proof for each request. Safe for concurrent use: a
 * nonce is good for any number of proofs until the server wants the next.
 */
public final class SignerClient {

  private static final Duration ANSWER = Duration.ofMinutes(2);
  private static final JsonLimits PROBLEM = JsonLimits.REQUEST.withMaxBytes(64 << 10);

  /** An answer has the statement in base64, once in the envelope and once for each of 8 keys. */
  private static final int MOST_COPIES = 16;

  private static final long SMALL_ANSWER = 16 << 20;

  private static final String SIGN = "/api/v1/signer/sign/dsse";
  private static final String EXPORT = "/api/v1/signer/sign/export";

  private final URI origin;
  private final String token;
  private final DpopKey key;
  private volatile @Nullable String nonce;
  private volatile @Nullable Sent last;

  public SignerClient(URI origin, String token, DpopKey key) {
    this.origin = origin;
    this.token = token;
    this.key = key;
  }

  /**
   * A request as it was sent.
   *
   * @param most bytes of its answer
   */
  private record Sent(HttpRequest request, long most) {}

  /** One answer of the server. */
  public record Reply(int status, Bytes body, HttpHeaders headers) {

    /** The body of a good answer; any other becomes the sentence that the server gave. */
    public Bytes orFail() {
      if (status == 200) {
        return body;
      }
      throw problem().ofServer(status);
    }

    private SignerProblem problem() {
      return SignerProblem.of(status, body, headers);
    }
  }

  /** The image digest that the token says the caller runs, unchecked: what a request repeats. */
  public @Nullable Digest claimedScanner() {
    try {
      Bytes claims = Bytes.base64Url(token.split("\\.", -1)[1]);
      return JsonValue.parse(claims, PROBLEM) instanceof JsonObject object
          ? object.optionalString("scanner_digest").map(Digest::parse).orElse(null)
          : null;
    } catch (InvalidJson | IllegalArgumentException | IndexOutOfBoundsException opaque) {
      return null;
    }
  }

  public Reply get(String path) {
    return send("GET", path, null, null);
  }

  public Reply post(String path, Bytes body) {
    return send("POST", path, body, null);
  }

  public Reply sign(Bytes body, @Nullable String idempotencyKey) {
    return send("POST", SIGN, body, idempotencyKey);
  }

  public Reply signExport(Bytes body, @Nullable String idempotencyKey) {
    return send("POST", EXPORT, body, idempotencyKey);
  }

  private Reply send(
      String method, String path, @Nullable Bytes body, @Nullable String idempotencyKey) {
    Reply reply = once(method, path, body, idempotencyKey);
    if (reply.status() == 401
        && reply.headers().firstValue("WWW-Authenticate").orElse("").contains("use_dpop_nonce")) {
      reply = once(method, path, body, idempotencyKey);
    }
    // What a proof for another origin than the service's own is refused with.
    if (reply.status() == 401 && reply.body().utf8().contains("htu-unexpected")) {
      String own = DevelopmentClient.announcedOrigin(origin);
      throw new CommandFailed(
          ExitCode.REFUSED,
          reply.problem().facts(FailureCode.REFUSED).withAdvice("--server " + own),
          "the service answers to " + own + " alone: --server " + own,
          null);
    }
    return reply;
  }

  private Reply once(
      String method, String path, @Nullable Bytes body, @Nullable String idempotencyKey) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(origin + path))
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
    Sent sent =
        new Sent(
            request.build(), SMALL_ANSWER + (body == null ? 0 : MOST_COPIES * (long) body.size()));
    last = sent;
    return reply(Exchange.send(sent.request(), sent.most()));
  }

  /** Sends the last request again as it was, its proof included: what a thief of it could do. */
  public Reply replayLast() {
    Sent sent = Objects.requireNonNull(last, "nothing was sent");
    return reply(Exchange.send(sent.request(), sent.most()));
  }

  private Reply reply(HttpResponse<byte[]> response) {
    response.headers().firstValue("DPoP-Nonce").ifPresent(fresh -> nonce = fresh);
    return new Reply(response.statusCode(), Bytes.adopt(response.body()), response.headers());
  }

  /** The nonce that the server gave last; asks the signing route for one when there is none yet. */
  public String nonce() {
    if (nonce == null) {
      once("POST", SIGN, Bytes.utf8("{}"), null);
    }
    String given = nonce;
    if (given == null) {
      throw CommandFailed.answer(origin + " gave no DPoP nonce", null);
    }
    return given;
  }
}
