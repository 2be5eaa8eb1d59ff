package org.stellaops.signer.core.api;

import java.time.Duration;
import org.stellaops.signer.model.QuotaName;

/**
 * Why this service says no. Each has a code for programs, a reason that is stable and recorded, and
 * a sentence for people that says what to do. None carries a secret or unchecked caller text.
 */
public sealed interface Refusal {

  ErrorCode code();

  /** A short stable word in kebab-case that tells apart refusals of one code. */
  String reason();

  /** One sentence that says what is wrong and what to do. */
  String advice();

  /** The request is not one that this service understands: body, header, option or parameter. */
  record InvalidRequest(String reason, String advice) implements Refusal {
    @Override
    public ErrorCode code() {
      return ErrorCode.INVALID_REQUEST;
    }
  }

  /**
   * Subjects or predicate cannot become a statement. {@code path} locates the fault as JSONPath.
   */
  record InvalidStatement(String reason, String path, String advice) implements Refusal {
    @Override
    public ErrorCode code() {
      return ErrorCode.INVALID_STATEMENT;
    }
  }

  /**
   * The access token is absent, unreadable, not for us, outside its time, or not bound to a key.
   */
  record InvalidToken(String reason, String advice) implements Refusal {
    @Override
    public ErrorCode code() {
      return ErrorCode.INVALID_TOKEN;
    }
  }

  /** The DPoP proof is absent, unreadable, for another request, or was used before. */
  record InvalidProof(String reason, String advice) implements Refusal {
    @Override
    public ErrorCode code() {
      return ErrorCode.INVALID_DPOP_PROOF;
    }
  }

  /** The DPoP proof must carry {@code nonce} (RFC 9449 §9). Counted, not recorded. */
  record NonceRequired(String reason, String nonce) implements Refusal {
    @Override
    public ErrorCode code() {
      return ErrorCode.USE_DPOP_NONCE;
    }

    @Override
    public String advice() {
      return "Send the request again with a new DPoP proof that carries the nonce of the DPoP-Nonce"
          + " header.";
    }
  }

  /** The token lacks the scope of the route. */
  record InsufficientScope(String scope) implements Refusal {
    @Override
    public ErrorCode code() {
      return ErrorCode.INSUFFICIENT_SCOPE;
    }

    @Override
    public String reason() {
      return "scope-missing";
    }

    @Override
    public String advice() {
      return "Ask the Authority for a token with the scope " + scope + ".";
    }
  }

  /** No live entitlement of this caller. */
  record NotEntitled(String reason, String advice) implements Refusal {
    @Override
    public ErrorCode code() {
      return ErrorCode.NOT_ENTITLED;
    }
  }

  /** The tenant's policy does not allow it. */
  record PolicyDenied(String reason, String advice) implements Refusal {

    /** Said of a tenant that is not configured, or has no plan: the two are told the same. */
    public static PolicyDenied unknownTenant() {
      return new PolicyDenied(
          "tenant-unknown", "Your tenant is not configured here; ask the operator.");
    }

    @Override
    public ErrorCode code() {
      return ErrorCode.POLICY_DENIED;
    }
  }

  /** The scanner's image has no trusted release signature. */
  record ReleaseUntrusted(String reason, String advice) implements Refusal {
    @Override
    public ErrorCode code() {
      return ErrorCode.RELEASE_UNTRUSTED;
    }
  }

  /** The token does not say which image the caller runs, or says another one than the request. */
  record ReleaseUnbound(String reason, String advice) implements Refusal {
    @Override
    public ErrorCode code() {
      return ErrorCode.RELEASE_UNBOUND;
    }
  }

  /** There is no such thing, or it belongs to another tenant. */
  record NotFound(String reason) implements Refusal {
    @Override
    public ErrorCode code() {
      return ErrorCode.NOT_FOUND;
    }

    @Override
    public String advice() {
      return "There is nothing by this name in your tenant.";
    }
  }

  /** An equal request with the same idempotency key is still running. */
  record RequestInProgress() implements Refusal {
    @Override
    public ErrorCode code() {
      return ErrorCode.REQUEST_IN_PROGRESS;
    }

    @Override
    public String reason() {
      return "idempotency-key-running";
    }

    @Override
    public String advice() {
      return "Wait until the first request with this Idempotency-Key has been answered, then repeat"
          + " it.";
    }
  }

  /** The body is over {@code limit} bytes. */
  record ArtifactTooLarge(String reason, long limit) implements Refusal {
    @Override
    public ErrorCode code() {
      return ErrorCode.ARTIFACT_TOO_LARGE;
    }

    @Override
    public String advice() {
      return "Send at most " + limit + " bytes, or ask for a plan with a larger limit.";
    }
  }

  /** The body is not plain, uncompressed {@code application/json} in UTF-8. */
  record UnsupportedMediaType(String reason) implements Refusal {
    @Override
    public ErrorCode code() {
      return ErrorCode.UNSUPPORTED_MEDIA_TYPE;
    }

    @Override
    public String advice() {
      return "Send Content-Type: application/json in UTF-8 without a Content-Encoding.";
    }
  }

  /** The idempotency key was used with another body. */
  record IdempotencyMismatch() implements Refusal {
    @Override
    public ErrorCode code() {
      return ErrorCode.IDEMPOTENCY_MISMATCH;
    }

    @Override
    public String reason() {
      return "idempotency-key-reused";
    }

    @Override
    public String advice() {
      return "This Idempotency-Key belongs to a request with another body; use a new key.";
    }
  }

  /** A quota is spent; it has room again after {@code retryAfter}. */
  record QuotaExceeded(QuotaName quota, long limit, Duration retryAfter) implements Refusal {
    @Override
    public ErrorCode code() {
      return ErrorCode.QUOTA_EXCEEDED;
    }

    @Override
    public String reason() {
      return quota.label();
    }

    @Override
    public String advice() {
      String spent =
          switch (quota) {
            case RATE, CONCURRENCY -> " of your tenant is spent";
            case BYTES_PER_DAY, SIGNATURES_PER_DAY -> " of your tenant is spent today";
          };
      return "The quota " + quota.label() + spent + "; wait as Retry-After says.";
    }
  }

  /** The request's headers are over the server's bound. */
  record HeadersTooLarge(long limit) implements Refusal {
    @Override
    public ErrorCode code() {
      return ErrorCode.HEADERS_TOO_LARGE;
    }

    @Override
    public String reason() {
      return "headers-too-large";
    }

    @Override
    public String advice() {
      return "Send at most " + limit + " bytes of headers.";
    }
  }
}
