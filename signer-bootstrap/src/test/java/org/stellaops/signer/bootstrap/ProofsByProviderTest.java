package org.stellaops.signer.bootstrap;

import org.junit.jupiter.api.Nested;
import org.stellaops.signer.crypto.CryptoChoice;
import org.stellaops.signer.crypto.CryptoProviders;
import org.stellaops.signer.identity.DpopProofs;
import org.stellaops.signer.ports.PossessionProofs;
import org.stellaops.signer.testkit.tokens.PossessionProofsContract;

/** Proofs are read and refused alike, whoever checks their signatures. */
class ProofsByProviderTest {

  abstract static class Chosen extends PossessionProofsContract {

    private final PossessionProofs proofs;

    Chosen(CryptoChoice choice) throws CryptoProviders.Unavailable {
      this.proofs = new DpopProofs(CryptoProviders.choose(choice).providers());
    }

    @Override
    protected PossessionProofs proofs() {
      return proofs;
    }
  }

  @Nested
  class Auto extends Chosen {
    Auto() throws CryptoProviders.Unavailable {
      super(CryptoChoice.AUTO);
    }
  }

  @Nested
  class BouncyCastle extends Chosen {
    BouncyCastle() throws CryptoProviders.Unavailable {
      super(CryptoChoice.BC);
    }
  }

  @Nested
  class Platform extends Chosen {
    Platform() throws CryptoProviders.Unavailable {
      super(CryptoChoice.JDK);
    }
  }
}
