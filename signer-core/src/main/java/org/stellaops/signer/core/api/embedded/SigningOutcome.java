package org.stellaops.signer.core.api.embedded;

import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.model.AuditId;

/** How a request to sign ended, its record durable. */
public sealed interface SigningOutcome {

  /**
   * Signed, and checked against the public keys.
   *
   * @param requestId of this request's own record. It differs from {@link SignedBundle#auditId}
   *     where an earlier request with the same idempotency key was answered so, and nothing was
   *     signed anew.
   */
  record Signed(AuditId requestId, SignedBundle bundle) implements SigningOutcome {}

  /**
   * A gate said no; sending the same again gives the same, unless {@code why} says when not.
   *
   * @param requestId of the record, null where the refusal is counted only
   */
  record Refused(@Nullable AuditId requestId, Refusal why) implements SigningOutcome {}

  /**
   * The signer's own outage; nothing was released. The same request may be sent again after {@code
   * why.retryAfter()}.
   *
   * @param requestId of the record, null where there is none
   */
  record Failed(@Nullable AuditId requestId, ServiceFailure why) implements SigningOutcome {}
}
