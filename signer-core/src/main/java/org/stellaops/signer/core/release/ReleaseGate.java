package org.stellaops.signer.core.release;

import org.stellaops.signer.core.admission.Admitted;
import org.stellaops.signer.core.audit.RequestFacts.ReleaseFacts;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.statement.Received;

/** The pipeline's release step: puts the question for an admitted request. */
public final class ReleaseGate {

  private final Releases releases;

  public ReleaseGate(Releases releases) {
    this.releases = releases;
  }

  /**
   * Judges the image that the caller runs.
   *
   * @throws org.stellaops.signer.core.api.ServiceFailure a source could not be asked
   */
  public Decision<Released> release(Admitted admitted) {
    Received received = admitted.received();
    ReleaseQuestion question =
        new ReleaseQuestion(
            received.caller().tenant(),
            received.caller().releaseDigest().orElse(null),
            received.request().scannerDigest(),
            admitted.rule(),
            admitted.policy(),
            received.caller().policy());
    return releases
        .judge(question, received.context().deadline())
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
                      verdict.subject()));
          return new Released(admitted, verdict);
        });
  }
}
