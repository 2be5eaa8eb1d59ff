package org.stellaops.signer.core.approval;

import org.stellaops.signer.core.securitykey.ToSign;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.ports.ImageApprovals.Approval;
import org.stellaops.signer.ports.ImageApprovals.Step;

/**
 * A decision on an approval as a security key signs it.
 *
 * @param step what is to be added; of it the end alone, and only of a yes
 */
record SignedDecision(Approval approval, ApprovalVerb verb, Step step, String reason)
    implements ToSign {

  @Override
  public CanonicalWriter content() {
    CanonicalWriter form =
        CanonicalWriter.object()
            .string("approval", approval.id().value())
            .string("imageDigest", approval.image().toString())
            .string("reason", reason)
            .string("schema", "https://stella-ops.org/schemas/signer/approval-decision/v1")
            .string("verb", verb.label());
    return verb == ApprovalVerb.APPROVE ? form.time("until", step.until()) : form;
  }
}
