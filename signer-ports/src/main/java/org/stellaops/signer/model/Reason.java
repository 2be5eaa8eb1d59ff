package org.stellaops.signer.model;

import java.util.Arrays;
import java.util.Optional;

/**
 * Every stable reason of a refusal or failure, by the gate that gives it first. It tells apart
 * refusals of one code in answers, audit records and log lines; {@code docs/errors.md} says what to
 * do about each. What varies beside it is said in the sentence for people.
 */
public enum Reason {
  // The form of an HTTP request, before any gate.
  HEADERS_TOO_LARGE,
  MALFORMED_HTTP,
  AMBIGUOUS_REQUEST,
  NO_SUCH_PATH,
  METHOD_NOT_ALLOWED,
  MALFORMED_QUERY,
  QUERY_PARAMETER,
  TOKEN_IN_QUERY,
  TOKEN_IN_BODY,
  CONTENT_TYPE,
  CONTENT_ENCODING,
  TRANSFER_ENCODING,
  STOPPING,

  // Caller gate: the two headers.
  AUTHORIZATION_REPEATED,
  AUTHORIZATION_LIST,
  TOKEN_MISSING,
  BEARER_REFUSED,
  SCHEME_UNEXPECTED,
  PROOF_MISSING,
  PROOF_REPEATED,
  NO_LOCAL_CALLER,

  // Caller gate: the signature of the access token; one for each TokenFault.
  TOKEN_MALFORMED,
  TOKEN_ALGORITHM,
  TOKEN_HEADER,
  TOKEN_UNKNOWN_ISSUER,
  TOKEN_UNKNOWN_KEY,
  TOKEN_SIGNATURE,
  TOKEN_EMBEDDED_KEY,

  // The signature of a DPoP proof or a Proof of Entitlement; one for each TokenFault.
  PROOF_MALFORMED,
  PROOF_ALGORITHM,
  PROOF_HEADER,
  PROOF_UNKNOWN_ISSUER,
  PROOF_UNKNOWN_KEY,
  PROOF_SIGNATURE,
  PROOF_EMBEDDED_KEY,

  // Headers and claims of any of the three, after their signature.
  HEADER_MALFORMED,
  CLAIMS_MALFORMED,
  CLAIM_MISSING,
  CLAIM_MALFORMED,
  TYP_UNEXPECTED,
  ISS_UNEXPECTED,
  AUD_UNEXPECTED,
  EXPIRED,
  NOT_YET_VALID,
  IAT_IN_FUTURE,
  EXP_BEFORE_IAT,
  EXP_BEFORE_NBF,
  LIFETIME_TOO_LONG,
  CNF_MISSING,
  CNF_UNSUPPORTED,
  MUTUAL_TLS_UNSUPPORTED,

  // Caller gate: the DPoP proof, the scope, the tenant.
  HTM_UNEXPECTED,
  HTU_UNEXPECTED,
  ATH_UNEXPECTED,
  KEY_UNEXPECTED,
  NONCE_MISSING,
  NONCE_UNKNOWN,
  PROOF_TOO_OLD,
  PROOF_REPLAYED,
  SCOPE_MISSING,
  TENANT_UNKNOWN,
  AUTHORITY_NOT_FOR_TENANT,
  REQUEST_RATE,

  // Intake: the body and the idempotency key.
  IDEMPOTENCY_KEY,
  DECLARED_LENGTH,
  BODY_LENGTH,
  BODY_INCOMPLETE,
  CONTENT_DIGEST,
  MEMORY_BUDGET,
  MEMORY_SHARE,

  // Statement gate: strict JSON; one for each JsonFault.
  JSON_EMPTY,
  JSON_TOO_LARGE,
  JSON_BYTE_ORDER_MARK,
  JSON_UNEXPECTED_END,
  JSON_UNEXPECTED_CHARACTER,
  JSON_TRAILING_DATA,
  JSON_NOT_AN_OBJECT,
  JSON_TOO_DEEP,
  JSON_TOO_MANY_MEMBERS,
  JSON_TOO_MANY_VALUES,
  JSON_DUPLICATE_NAME,
  JSON_NAME_TOO_LONG,
  JSON_INVALID_UTF8,
  JSON_LONE_SURROGATE,
  JSON_NONCHARACTER,
  JSON_CONTROL_CHARACTER,
  JSON_INVALID_ESCAPE,
  JSON_INVALID_NUMBER,
  JSON_NUMBER_TOO_LONG,
  JSON_NUMBER_TOO_PRECISE,
  JSON_NUMBER_OVERFLOW,
  JSON_NUMBER_UNDERFLOW,
  JSON_NUMBER_INEXACT,
  JSON_WRONG_TYPE,
  JSON_MISSING_MEMBER,
  JSON_UNKNOWN_MEMBER,

  // Statement gate: the statement and the members beside it.
  STATEMENT_TYPE,
  SUBJECT_NOT_AN_ARRAY,
  SUBJECT_COUNT,
  SUBJECT_NAME,
  DIGEST_COUNT,
  DIGEST_MALFORMED,
  DIGEST_WEAK,
  PREDICATE_TYPE,
  PREDICATE_NOT_AN_OBJECT,
  POE_MISSING,
  UNSUPPORTED_POE_FORMAT,
  UNSUPPORTED_TIMESTAMP,
  UNSUPPORTED_EXPIRY_SECONDS,
  OPTION_VALUE,
  POLICY_DIGEST,
  POLICY_VIEW_SET,
  POLICY_MISSING,
  POLICY_DIFFERS,
  PARSING_BUSY,

  // Statement gate: an export.
  EXPORT_NAME,
  EXPORT_TIME,
  EXPORT_FILES,
  EXPORT_FILE,
  EXPORT_PATH,
  EXPORT_COLLISION,
  EXPORT_MATERIAL,
  EXPORT_TOOL,

  // Entitlement gate.
  TID_UNEXPECTED,
  INST_UNEXPECTED,
  CNF_UNEXPECTED,
  LIMITS_UNKNOWN,
  PLAN_UNKNOWN,
  PROOF_OUTDATED,
  LICENCE_REVOKED,
  ANSWER_MALFORMED,
  ANSWER_ISS_UNEXPECTED,
  ANSWER_IAT_IN_FUTURE,
  ANSWER_TOO_OLD,
  ANSWER_EXPIRED,
  ANSWER_OUTDATED,
  ANSWER_UNBOUND,
  KEPT_ANSWER_UNREADABLE,

  // Idempotency gate.
  IDEMPOTENCY_KEY_REUSED,
  IDEMPOTENCY_KEY_RUNNING,
  STORED_KEY_UNKNOWN,

  // Admission gate and reservation.
  PLAN,
  RATE,
  CONCURRENCY,
  BYTES_PER_DAY,
  SIGNATURES_PER_DAY,
  FEATURE_KEYFUL,
  KEY,
  KEY_NOT_NAMED,
  KEY_NOT_LOGGABLE,
  FEATURE_KEYLESS,
  NO_IDENTITY,

  // Release gate.
  NO_CLAIM,
  DIGEST_MISSING,
  DIGEST_MISMATCH,
  TOO_MANY_REFERRERS,
  NO_TRUSTED_SIGNATURE,
  TOO_FEW_SIGNERS,
  ATTESTATION_MISSING,
  RELEASE_TOO_OLD,
  UNSIGNED,
  NO_SOURCE,
  ALLOWANCE_EXPIRED,
  INDEX_WITHOUT_IMAGE,

  // Signing step.
  KEY_IS_RELEASE_KEY,
  KEY_HAS_OTHER_USE,
  KEY_IS_SHARED,
  KEY_CHANGED,
  SIGNING_KEY,
  SELF_VERIFY_FAILED,
  SELF_VERIFY_IMPOSSIBLE,
  CERTIFICATE_REFUSED,
  CERTIFICATE_UNTRUSTED,
  TIMESTAMP_UNTRUSTED,

  // The key catalog.
  KEY_NOT_ENROLLED,
  KEY_PREPARED,
  KEY_SUSPENDED,
  KEY_RETIRED,
  KEY_REVOKED,
  KEY_TOO_OLD,
  KEY_NOT_HARDWARE,
  KEY_PURPOSE,
  SELF_TEST_FAILED,
  CATALOG_UNKNOWN,
  KEY_STATE,

  // The seal.
  SEALED,
  SEAL_UNKNOWN,
  NOT_AN_OPERATOR,
  ACT_BODY,
  APPROVALS_OFF,
  APPROVALS_PENDING,
  APPROVAL,
  APPROVAL_STATE,
  OWN_REQUEST,
  BYPASS_OFF,
  BYPASS_RECORD,
  BYPASS_USED,
  BYPASS,

  // Routes that read.
  IMAGE_DIGEST,
  AUDIT_ID,
  REGISTRY_BUSY,

  // Verdicts on bundles.
  DOCUMENT_COUNT,
  ARTIFACT_MISSING,
  KEY_NOT_TRUSTED,
  NO_TRUSTED_ROOT,
  NOBODY_TRUSTED,
  BUNDLE_NOT_VERIFIED,
  BUNDLE_UNSUPPORTED,

  // What the service depends on, and the service itself.
  AUTHORITY,
  LICENSING,
  REGISTRY,
  JOURNAL,
  SIGNING_KEYS,
  IDENTITY_TOKENS,
  CERTIFICATE_AUTHORITY,
  TIMESTAMP_AUTHORITY,
  INTERNAL,
  /** In audit records only: the process ended before the request did. */
  PROCESS_ENDED;

  /** The reason of that {@link #word}; empty for any other. */
  public static Optional<Reason> ofWord(String word) {
    return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
  }

  /** The form in answers, records and log lines: {@code proof-replayed}. */
  public String word() {
    return Labels.of(this);
  }

  /** Whether it does not pass by itself: the key, or what is said of it, has to be mended first. */
  public boolean isLasting() {
    return switch (this) {
      case SIGNING_KEY,
          KEY_CHANGED,
          KEY_IS_SHARED,
          KEY_HAS_OTHER_USE,
          KEY_IS_RELEASE_KEY,
          KEY_TOO_OLD ->
          true;
      default -> false;
    };
  }
}
