package org.stellaops.signer.core.release;

import org.stellaops.signer.core.admission.Admitted;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.statement.Received;
import org.stellaops.signer.ports.Facts;

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
          Released released = new Released(admitted, verdict);
          released.facts().forEach((name, value) -> received.context().note(fact(name), value));
          return released;
        });
  }

  private static String fact(String name) {
    return switch (name) {
      case "verdict" -> Facts.RELEASE;
      case "imageDigest" -> Facts.RELEASE_IMAGE;
      case "source" -> Facts.RELEASE_SOURCE;
      case "signerKey" -> Facts.RELEASE_KEY;
      default -> throw new IllegalArgumentException("no fact of a release: " + name);
    };
  }
}
