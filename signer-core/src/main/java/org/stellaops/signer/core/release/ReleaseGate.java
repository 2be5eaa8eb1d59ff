package org.stellaops.signer.core.release;

import java.util.Optional;
import org.stellaops.signer.core.admission.Admitted;
import org.stellaops.signer.core.api.Refusal.ReleaseUntrusted;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.approval.ApprovedImages;
import org.stellaops.signer.core.audit.RequestFacts.ReleaseFacts;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.release.ReleaseVerdict.Kind;
import org.stellaops.signer.core.statement.Received;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;

/**
 * The pipeline's release step: puts the question for an admitted request. Where no release
 * signature says yes, people may have.
 */
public final class ReleaseGate {

  private final Releases releases;
  private final ApprovedImages approvals;

  public ReleaseGate(Releases releases, ApprovedImages approvals) {
    this.releases = releases;
    this.approvals = approvals;
  }

  /**
   * Judges the image that the caller runs.
   *
   * @throws ServiceFailure a source could not be asked
   * @throws org.stellaops.signer.ports.DependencyUnavailable the store does not say what people let
   *     pass
   */
  public Decision<Released> release(Admitted admitted) {
    Received received = admitted.received();
    ReleaseQuestion question =
        new ReleaseQuestion(
            received.caller().tenant(),
            received.caller().releaseDigest().orElse(null),
            received.request().scannerDigest(),
            received.request().scannerIndex(),
            admitted.rule(),
            admitted.policy(),
            received.caller().policy());
    return judge(question, received.context().deadline())
        .map(verdict -> {
          received
              .context()
              .facts()
              .released(
                  new ReleaseFacts(
                      verdict.kind().label(),
                      verdict.image(),
                      verdict.source(),
                      verdict.key(),
                      verdict.issuer(),
                      verdict.subject(),
                      verdict.allowed(),
                      verdict.foundAt(),
                      verdict.index()));
          return new Released(admitted, verdict);
        });
  }

  private Decision<ReleaseVerdict> judge(ReleaseQuestion question, Deadline deadline) {
    Decision<ReleaseVerdict> judged;
    try {
      judged = releases.judge(question, deadline);
    } catch (ServiceFailure unknown) {
      // What people said of this very image does not hang on a registry.
      return approved(question, deadline).map(Decision::cleared).orElseThrow(() -> unknown);
    }
    return judged instanceof Decision.Refused<ReleaseVerdict>(ReleaseUntrusted why)
        ? approved(question, deadline)
            .map(Decision::cleared)
            .orElseGet(() -> Decision.refused(advised(question, why)))
        : judged;
  }

  /**
   * Never for an image that only the request's body names. That the body and the token name one and
   * the same was judged before.
   */
  private Optional<ReleaseVerdict> approved(ReleaseQuestion question, Deadline deadline) {
    Digest image = question.claimed();
    return image == null
        ? Optional.empty()
        : approvals
            .approval(question.tenant(), image, deadline)
            .map(id -> new ReleaseVerdict(Kind.APPROVED, image, "approval:" + id.value(), null));
  }

  private ReleaseUntrusted advised(ReleaseQuestion question, ReleaseUntrusted why) {
    return question.claimed() != null && approvals.canBeAskedFor(question.tenant())
        ? new ReleaseUntrusted(
            why.reason(),
            why.advice() + " Or ask a person to let it pass: stella approvals request.")
        : why;
  }
}
