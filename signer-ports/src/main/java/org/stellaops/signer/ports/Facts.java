package org.stellaops.signer.ports;

/**
 * The names of the facts that are told of a request: the same in its audit records, its trace and
 * its log line. What each means is written in the published schema of audit records.
 */
public final class Facts {

  /** In traces and log lines only: a record has it as its id. */
  public static final String AUDIT_ID = "auditId";

  /** In traces and log lines only: where an outage came from; never a secret. */
  public static final String CAUSE = "cause";

  /** In traces and log lines only: the first of {@link #SUBJECT_DIGESTS}. */
  public static final String SUBJECT_DIGEST = "subjectDigest";

  public static final String BINDING = "binding";
  public static final String BUNDLE_SHA256 = "bundleSha256";
  public static final String BYTES_PER_DAY = "bytesPerDay";
  public static final String BYTES_PER_DAY_LEFT = "bytesPerDayLeft";
  public static final String CLAIMED_POLICY_DIGEST = "claimedPolicyDigest";
  public static final String CLAIMED_VIEW_SET = "claimedViewSet";
  public static final String CLIENT = "client";
  public static final String CODE = "code";
  public static final String CONCURRENCY = "concurrency";
  public static final String DECISION = "decision";
  public static final String ENTITLEMENT = "entitlement";
  public static final String INSTANCE = "instance";
  public static final String ISSUER = "issuer";
  public static final String KEY_THUMBPRINT = "keyThumbprint";
  public static final String LICENCE = "licence";
  public static final String PAE_SHA256 = "paeSha256";
  public static final String PAYLOAD_SHA256 = "payloadSha256";
  public static final String PLAN = "plan";
  public static final String POLICY_SHA256 = "policySha256";
  public static final String PREDICATE_TYPE = "predicateType";
  public static final String PROOF_OF_ENTITLEMENT = "proofOfEntitlement";
  public static final String QUOTA = "quota";
  public static final String RATE_BURST = "rateBurst";
  public static final String RATE_LEFT = "rateLeft";
  public static final String REASON = "reason";
  public static final String RELEASE = "release";
  public static final String RELEASE_DIGEST = "releaseDigest";
  public static final String RELEASE_IMAGE = "releaseImage";
  public static final String RELEASE_KEY = "releaseKey";
  public static final String RELEASE_SOURCE = "releaseSource";
  public static final String REPEATS = "repeats";
  public static final String ROUTE = "route";
  public static final String SIGNATURES_PER_DAY = "signaturesPerDay";
  public static final String SIGNATURES_PER_DAY_LEFT = "signaturesPerDayLeft";
  public static final String SIGNERS = "signers";
  public static final String SIGNING_MODE = "signingMode";
  public static final String SUBJECT_COUNT = "subjectCount";
  public static final String SUBJECT_DIGESTS = "subjectDigests";
  public static final String SUBJECTS_SHA256 = "subjectsSha256";
  public static final String TENANT = "tenant";
  public static final String TRACE_ID = "traceId";

  private Facts() {}
}
