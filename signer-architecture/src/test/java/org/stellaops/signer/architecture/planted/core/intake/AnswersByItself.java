package org.stellaops.signer.architecture.planted.core.intake;

import org.stellaops.signer.architecture.planted.core.decision.Decision;

/** Breaks: a gate that ends the pipeline with a yes. */
public final class AnswersByItself {
  Decision yes() {
    return new Decision.Repeated("yes");
  }
}
