package org.stellaops.signer.bootstrap;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.stellaops.signer.crypto.CryptoChoice;
import org.stellaops.signer.crypto.CryptoProviders;
import org.stellaops.signer.crypto.FipsModule;
import org.stellaops.signer.identity.DpopProofs;
import org.stellaops.signer.ports.PossessionProofs;
import org.stellaops.signer.testkit.tokens.PossessionProofsContract;

/** Proofs are read and refused alike, whoever checks their signatures. */
class ProofsByProviderTest {

  abstract static class Chosen extends PossessionProofsContract {

    private final PossessionProofs proofs;

    Chosen(CryptoChoice choice) throws CryptoProviders.Unavailable {
      this(CryptoProviders.choose(choice));
    }

    Chosen(CryptoProviders chosen) {
      this.proofs = new DpopProofs(chosen.providers());
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

  /** EdDSA has no provider, and none comes after the module. */
  @Nested
  class Fips extends Chosen {
    Fips() throws FipsModule.Unusable {
      super(
          CryptoProviders.of(
              FipsModule.load(
                  Path.of(
                      Objects.requireNonNull(
                          System.getProperty("stella.fips.library"),
                          "stella.fips.library, which Maven sets")))));
    }

    @Override
    protected Set<String> algorithms() {
      return Set.of("ES256", "ES384", "RS256", "PS256");
    }
  }
}
