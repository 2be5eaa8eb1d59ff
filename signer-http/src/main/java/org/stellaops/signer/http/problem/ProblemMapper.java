package org.stellaops.signer.http.problem;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.model.QuotaName;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.ports.Check;

/** The one place where a refusal or a failure gets its status, its title and its headers. */
public final class ProblemMapper {

  /** Long enough for most requests that run to be over. */
  private static final Duration BUSY_WAIT = Duration.ofSeconds(2);

  private ProblemMapper() {}

  public static Problem of(Refusal why, Challenge challenge) {
    return switch (why) {
      case Refusal.InvalidRequest r -> problem(400, "Invalid request", r);
      case Refusal.InvalidStatement r ->
          problem(400, "Invalid statement", r).with("path", r.path());
      case Refusal.InvalidToken r ->
          challenge.on(problem(401, "Access token not accepted", r), "invalid_token");
      case Refusal.InvalidProof r ->
          challenge.on(problem(401, "DPoP proof not accepted", r), "invalid_dpop_proof");
      case Refusal.NonceRequired r ->
          challenge
              .on(problem(401, "DPoP nonce required", r), "use_dpop_nonce")
              .header("DPoP-Nonce", r.nonce());
      case Refusal.InsufficientScope r ->
          challenge.on(
              problem(403, "Scope missing", r).with("scope", r.scope()),
              "insufficient_scope",
              r.scope());
      case Refusal.NotEntitled r -> problem(403, "Not entitled", r);
      case Refusal.PolicyDenied r -> problem(403, "Denied by policy", r);
      case Refusal.ReleaseUntrusted r -> problem(403, "Scanner release not trusted", r);
      case Refusal.ReleaseUnbound r -> problem(403, "Scanner release not bound", r);
      case Refusal.NotFound r -> problem(404, "Not found", r);
      case Refusal.RequestInProgress r ->
          problem(409, "Request in progress", r).retryAfter(BUSY_WAIT);
      case Refusal.ArtifactTooLarge r ->
          problem(413, "Artifact too large", r).with("limit", r.limit());
      case Refusal.UnsupportedMediaType r ->
          problem(415, "Unsupported media type", r).header("Accept-Post", "application/json");
      case Refusal.IdempotencyMismatch r -> problem(422, "Idempotency key reused", r);
      case Refusal.NotVerified r ->
          problem(422, "Not verified", r)
              .with("verified", false)
              .with("checks", r.checks().stream().map(ProblemMapper::check).toList());
      case Refusal.QuotaExceeded r -> quota(r);
      case Refusal.HeadersTooLarge r ->
          problem(431, "Headers too large", r).with("limit", r.limit());
    };
  }

  public static Problem of(ServiceFailure failure) {
    return new Problem(
            503,
            failure.code(),
            failure.reason(),
            "Service unavailable",
            what(failure.reason())
                + (failure.reason() == Reason.ACT_UNCONFIRMED
                    ? "."
                    : "; repeat it after Retry-After with a new proof."))
        .retryAfter(failure.retryAfter());
  }

  private static String what(Reason reason) {
    if (reason == Reason.SEALED) {
      return "Operators have stopped all signing, and nothing was released";
    }
    if (reason == Reason.ACT_UNCONFIRMED) {
      return "What was asked for may be done: look at it before you repeat it";
    }
    if (reason == Reason.KEY_TOO_OLD) {
      return "Nothing was released, and nothing will be before an operator rotates the key, which"
          + " is too old (keys.maximumAge)";
    }
    if (reason == Reason.CATALOG_IN_DOUBT) {
      return "The key catalog contradicts itself about keys that this needs, and one may be"
          + " revoked: an operator has to look at it (stella store check)";
    }
    return reason.isLasting()
        ? "Nothing was released, and nothing will be before an operator mends the key"
        : "Nothing was released for this request";
  }

  public static Problem methodNotAllowed(String allowed) {
    return new Problem(
            405,
            ErrorCode.INVALID_REQUEST,
            Reason.METHOD_NOT_ALLOWED,
            "Method not allowed",
            "Use the method " + allowed + " on this path.")
        .header("Allow", allowed);
  }

  private static Problem problem(int status, String title, Refusal why) {
    return new Problem(status, why.code(), why.reason(), title, why.advice());
  }

  private static Map<String, String> check(Check check) {
    Map<String, String> members = new TreeMap<>();
    members.put("detail", check.detail());
    members.put("name", check.name());
    members.put("outcome", check.outcome().label());
    return members;
  }

  private static Problem quota(Refusal.QuotaExceeded why) {
    String name = why.quota().label();
    return problem(429, "Quota exceeded", why)
        .with("quota", name)
        .with("limit", why.limit())
        .retryAfter(why.retryAfter())
        .header("RateLimit-Policy", '"' + name + "\";q=" + why.limit() + unit(why.quota()))
        .header("RateLimit", '"' + name + "\";r=0;t=" + Problem.seconds(why.retryAfter()));
  }

  /** The {@code qu} parameter of draft-ietf-httpapi-ratelimit-headers §3; requests if absent. */
  private static String unit(QuotaName quota) {
    return switch (quota) {
      case REQUEST_RATE, RATE -> "";
      case MEMORY_SHARE -> ";qu=\"content-bytes\"";
      case CONCURRENCY -> ";qu=\"concurrent-requests\"";
      case BYTES_PER_DAY -> ";qu=\"content-bytes\";w=86400";
      case SIGNATURES_PER_DAY -> ";w=86400";
    };
  }
}
