package org.stellaops.signer.core.signing;

import org.stellaops.signer.core.api.policy.SigningKey;
import org.stellaops.signer.core.bundle.SignedAnswer;
import org.stellaops.signer.core.bundle.StoredResult;
import org.stellaops.signer.core.bundle.Terms;
import org.stellaops.signer.core.check.SignatureCheck;
import org.stellaops.signer.core.check.Verified;
import org.stellaops.signer.core.entitlement.Entitled;
import org.stellaops.signer.core.lifecycle.Concluded;
import org.stellaops.signer.core.lifecycle.RequestContext;
import org.stellaops.signer.core.lifecycle.RequestLifecycle;
import org.stellaops.signer.core.reservation.Reserved;
import org.stellaops.signer.model.SignatureValue;
import org.stellaops.signer.ports.Facts;

/**
 * Signs what is reserved, checks the signature against the pinned key, and makes the outcome
 * durable before anything is answered. Nothing is refused here: it works or it fails, and a failure
 * after the intent is concluded as {@code failed} or {@code unknown} by {@link RequestLifecycle}.
 */
public final class SigningStep {

  private final SignatureCheck check;
  private final RequestLifecycle lifecycle;

  public SigningStep(SignatureCheck check, RequestLifecycle lifecycle) {
    this.check = check;
    this.lifecycle = lifecycle;
  }

  public Concluded seal(Reserved reserved) {
    RequestContext context = reserved.received().context();
    SigningKey key = reserved.released().admitted().key();
    SignatureValue made = key.backend().sign(key.uri(), reserved.message(), context.deadline());
    Verified verified = check.verified(key.pin(), reserved.message(), made);
    Terms terms = terms(reserved);
    SignedAnswer answer =
        SignedAnswer.of(
            reserved.received().request(), verified, terms, reserved.received().caller().auditId());
    context.note(Facts.BUNDLE_SHA256, answer.bundleSha256().toString());
    return lifecycle.signed(
        context,
        StoredResult.of(verified, terms).bytes(),
        answer,
        reserved.released().admitted().rate());
  }

  private static Terms terms(Reserved reserved) {
    Entitled entitled = reserved.released().admitted().firstUse().entitled();
    return new Terms(
        entitled.plan().name(),
        entitled.limits().maxArtifactBytes(),
        reserved.released().admitted().rate().remaining(),
        entitled.source().label(),
        reserved.released().facts());
  }
}
