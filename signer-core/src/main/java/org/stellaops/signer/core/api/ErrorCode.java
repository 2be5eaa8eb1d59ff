package org.stellaops.signer.core.api;

import java.util.Locale;

/**
 * Every code that a caller can be answered with. The API page, the OpenAPI schema and the shells
 * are tested against this list.
 */
public enum ErrorCode {
  INVALID_REQUEST,
  INVALID_STATEMENT,
  INVALID_TOKEN,
  INVALID_DPOP_PROOF,
  USE_DPOP_NONCE,
  INSUFFICIENT_SCOPE,
  NOT_ENTITLED,
  POLICY_DENIED,
  RELEASE_UNTRUSTED,
  RELEASE_UNBOUND,
  NOT_FOUND,
  REQUEST_IN_PROGRESS,
  ARTIFACT_TOO_LARGE,
  UNSUPPORTED_MEDIA_TYPE,
  IDEMPOTENCY_MISMATCH,
  NOT_VERIFIED,
  QUOTA_EXCEEDED,
  HEADERS_TOO_LARGE,
  KEY_UNAVAILABLE,
  DEPENDENCY_UNAVAILABLE,
  SIGNING_UNAVAILABLE;

  /** The form on the wire: {@code invalid_request}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
