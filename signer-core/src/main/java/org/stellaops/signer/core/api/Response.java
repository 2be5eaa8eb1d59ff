package org.stellaops.signer.core.api;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.AuditId;

/**
 * How a request ended, its record durable. Shells turn it into a reply and need no other answer:
 * the core throws nothing at them.
 */
public sealed interface Response {

  /** The id of this request's own audit record; null where a request is counted, not recorded. */
  @Nullable AuditId requestId();

  /**
   * The request was answered; its decision record is durable.
   *
   * @param rate the state of the tenant's rate, null on routes without one
   */
  record Answered(AuditId requestId, Answer answer, @Nullable Rate rate) implements Response {}

  /**
   * A gate refused the request; its decision record is durable. The id is null for a challenge that
   * is counted only.
   */
  record Refused(@Nullable AuditId requestId, Refusal why) implements Response {}

  /** Our own outage; nothing was released. */
  record Failed(@Nullable AuditId requestId, ServiceFailure why) implements Response {}

  /**
   * The rate quota, for the {@code RateLimit} header fields.
   *
   * @param limit requests that an untouched quota allows at once
   * @param remaining requests that would be allowed now
   * @param reset until the quota is untouched again
   */
  record Rate(long limit, long remaining, Duration reset) {}
}
