package org.stellaops.signer.core.api;

import java.time.Duration;
import java.util.List;
import org.stellaops.signer.model.QuotaName;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.ports.Check;

/**
 * Why this service says no. Each has a code for programs, a reason that is stable and recorded, and
 * a sentence for people that says what to do. None carries a secret or unchecked caller text.
 */
public sealed interface Refusal {

  /** Tells apart refusals of one code. */
  Reason reason();

  /** One sentence that says what is wrong and what to do. */
  String advice();

  default ErrorCode code() {
    return switch (this) {
      case InvalidRequest r -> ErrorCode.INVALID_REQUEST;
      case InvalidStatement r -> ErrorCode.INVALID_STATEMENT;
      case InvalidToken r -> ErrorCode.INVALID_TOKEN;
      case InvalidProof r -> ErrorCode.INVALID_DPOP_PROOF;
      case NonceRequired r -> ErrorCode.USE_DPOP_NONCE;
      case InsufficientScope r -> ErrorCode.INSUFFICIENT_SCOPE;
      case NotEntitled r -> ErrorCode.NOT_ENTITLED;
      case PolicyDenied r -> ErrorCode.POLICY_DENIED;
      case ReleaseUntrusted r -> ErrorCode.RELEASE_UNTRUSTED;
      case ReleaseUnbound r -> ErrorCode.RELEASE_UNBOUND;
      case NotFound r -> ErrorCode.NOT_FOUND;
      case RequestInProgress r -> ErrorCode.REQUEST_IN_PROGRESS;
      case ArtifactTooLarge r -> ErrorCode.ARTIFACT_TOO_LARGE;
      case UnsupportedMediaType r -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
      case IdempotencyMismatch r -> ErrorCode.IDEMPOTENCY_MISMATCH;
      case NotVerified r -> ErrorCode.NOT_VERIFIED;
      case QuotaExceeded r -> ErrorCode.QUOTA_EXCEEDED;
      case HeadersTooLarge r -> ErrorCode.HEADERS_TOO_LARGE;
    };
  }

  /** The request is not one that this service understands: body, header, option or parameter. */
  record InvalidRequest(Reason reason, String advice) implements Refusal {}

  /**
   * Subjects or predicate cannot become a statement. {@code path} locates the fault as JSONPath.
   */
  record InvalidStatement(Reason reason, String path, String advice) implements Refusal {}

  /**
   * The access token is absent, unreadable, not for us, outside its time, or not bound to a key.
   */
  record InvalidToken(Reason reason, String advice) implements Refusal {}

  /** The DPoP proof is absent, unreadable, for another request, or was used before. */
  record InvalidProof(Reason reason, String advice) implements Refusal {}

  /** The DPoP proof must carry {@code nonce} (RFC 9449 §9). Counted, not recorded. */
  record NonceRequired(Reason reason, String nonce) implements Refusal {
    @Override
    public String advice() {
      return "Send the request again with a new DPoP proof that carries the nonce of the DPoP-Nonce"
          + " header.";
    }
  }

  /** The token lacks the scope of the route. */
  record InsufficientScope(String scope) implements Refusal {
    @Override
    public Reason reason() {
      return Reason.SCOPE_MISSING;
    }

    @Override
    public String advice() {
      return "Ask the Authority for a token with the scope " + scope + ".";
    }
  }

  /** No live entitlement of this caller. */
  record NotEntitled(Reason reason, String advice) implements Refusal {}

  /** The tenant's policy does not allow it. */
  record PolicyDenied(Reason reason, String advice) implements Refusal {

    /** Said of a tenant that is not configured, or has no plan: the two are told the same. */
    public static PolicyDenied unknownTenant() {
      return new PolicyDenied(
          Reason.TENANT_UNKNOWN, "Your tenant is not configured here; ask the operator.");
    }
  }

  /** The scanner's image has no trusted release signature. */
  record ReleaseUntrusted(Reason reason, String advice) implements Refusal {}

  /** The token does not say which image the caller runs, or says another one than the request. */
  record ReleaseUnbound(Reason reason, String advice) implements Refusal {}

  /** There is no such thing, or it belongs to another tenant. */
  record NotFound(Reason reason) implements Refusal {
    @Override
    public String advice() {
      return reason == Reason.NO_SUCH_PATH
          ? "There is no such path; openapi.json has all of them."
          : "There is nothing by this name in your tenant.";
    }
  }

  /** An equal request with the same idempotency key is still running. */
  record RequestInProgress() implements Refusal {
    @Override
    public Reason reason() {
      return Reason.IDEMPOTENCY_KEY_RUNNING;
    }

    @Override
    public String advice() {
      return "Wait until the first request with this Idempotency-Key has been answered, then repeat"
          + " it.";
    }
  }

  /** The body is over {@code limit} bytes. */
  record ArtifactTooLarge(Reason reason, long limit) implements Refusal {
    @Override
    public String advice() {
      return "Send at most " + limit + " bytes, or ask for a plan with a larger limit.";
    }
  }

  /** The body is not plain, uncompressed {@code application/json} in UTF-8. */
  record UnsupportedMediaType(Reason reason) implements Refusal {
    @Override
    public String advice() {
      return "Send Content-Type: application/json in UTF-8 without a Content-Encoding.";
    }
  }

  /** The idempotency key was used with another body. */
  record IdempotencyMismatch() implements Refusal {
    @Override
    public Reason reason() {
      return Reason.IDEMPOTENCY_KEY_REUSED;
    }

    @Override
    public String advice() {
      return "This Idempotency-Key belongs to a request with another body; use a new key.";
    }
  }

  /**
   * What was to be verified is not: nothing of it may be believed.
   *
   * @param checks every check that was made, in order
   */
  record NotVerified(Reason reason, List<Check> checks) implements Refusal {

    public NotVerified {
      checks = List.copyOf(checks);
    }

    @Override
    public String advice() {
      return reason == Reason.BUNDLE_UNSUPPORTED
          ? "Not verified: it holds something that cannot be checked here, which checks names."
          : "Not verified: believe nothing of it. What failed is named in checks.";
    }
  }

  /** A quota is spent; it has room again after {@code retryAfter}. */
  record QuotaExceeded(QuotaName quota, long limit, Duration retryAfter) implements Refusal {
    @Override
    public Reason reason() {
      return switch (quota) {
        case REQUEST_RATE -> Reason.REQUEST_RATE;
        case MEMORY_SHARE -> Reason.MEMORY_SHARE;
        case RATE -> Reason.RATE;
        case CONCURRENCY -> Reason.CONCURRENCY;
        case BYTES_PER_DAY -> Reason.BYTES_PER_DAY;
        case SIGNATURES_PER_DAY -> Reason.SIGNATURES_PER_DAY;
      };
    }

    @Override
    public String advice() {
      String spent =
          switch (quota) {
            case REQUEST_RATE -> " of your client is spent";
            case MEMORY_SHARE -> " is taken by requests of your tenant that run";
            case RATE, CONCURRENCY -> " of your tenant is spent";
            case BYTES_PER_DAY, SIGNATURES_PER_DAY -> " of your tenant is spent today";
          };
      return "The quota " + quota.label() + spent + "; wait as Retry-After says.";
    }
  }

  /** The request's headers are over the server's bound. */
  record HeadersTooLarge(long limit) implements Refusal {
    @Override
    public Reason reason() {
      return Reason.HEADERS_TOO_LARGE;
    }

    @Override
    public String advice() {
      return "Send at most " + limit + " bytes of headers.";
    }
  }
}
