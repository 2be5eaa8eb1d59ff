package org.stellaops.signer.core.seal;

import org.stellaops.signer.core.bundle.SignedAnswer;
import org.stellaops.signer.core.bundle.StoredResult;
import org.stellaops.signer.core.bundle.Terms;
import org.stellaops.signer.core.check.SignatureCheck;
import org.stellaops.signer.core.check.Verified;
import org.stellaops.signer.core.entitlement.Entitled;
import org.stellaops.signer.core.policy.SigningKey;
import org.stellaops.signer.core.reserve.Reserved;
import org.stellaops.signer.core.trail.Trail;
import org.stellaops.signer.core.trail.Trails;
import org.stellaops.signer.core.trail.Trails.Concluded;
import org.stellaops.signer.ports.Facts;
import org.stellaops.signer.ports.Observations.Ending;
import org.stellaops.signer.words.SignatureValue;

/**
 * Signs what is reserved, checks the signature against the pinned key, and makes the outcome
 * durable before anything is answered. Nothing is refused here: it works or it fails, and a failure
 * after the intent is concluded as {@code failed} or {@code unknown} by {@link Trails}.
 */
public final class Sealing {

  private final SignatureCheck check;
  private final Trails trails;

  public Sealing(SignatureCheck check, Trails trails) {
    this.check = check;
    this.trails = trails;
  }

  public Concluded seal(Reserved reserved) {
    Trail trail = reserved.received().trail();
    SigningKey key = reserved.released().admitted().key();
    SignatureValue made = key.backend().sign(key.uri(), reserved.message(), trail.deadline());
    Verified verified = check.verified(key.pin(), reserved.message(), made);
    Terms terms = terms(reserved);
    SignedAnswer answer =
        SignedAnswer.of(
            reserved.received().request(), verified, terms, reserved.received().caller().auditId());
    trail.note(Facts.BUNDLE_SHA256, answer.bundleSha256().toString());
    trails.conclude(trail, Ending.SIGNED, StoredResult.of(verified, terms).bytes());
    return new Concluded(answer, reserved.released().admitted().rate());
  }

  private static Terms terms(Reserved reserved) {
    Entitled entitled = reserved.released().admitted().fresh().entitled();
    return new Terms(
        entitled.plan().name(),
        entitled.limits().maxArtifactBytes(),
        reserved.released().admitted().rate().remaining(),
        entitled.source().label(),
        reserved.released().facts());
  }
}
