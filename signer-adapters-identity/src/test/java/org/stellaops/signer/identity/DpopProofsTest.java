package org.stellaops.signer.identity;

import org.stellaops.signer.ports.PossessionProofs;
import org.stellaops.signer.testkit.tokens.PossessionProofsContract;

class DpopProofsTest extends PossessionProofsContract {

  @Override
  protected PossessionProofs proofs() {
    return new DpopProofs();
  }
}
