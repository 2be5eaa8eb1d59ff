package org.stellaops.signer.crypto;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.security.GeneralSecurityException;
import java.security.Signature;
import org.junit.jupiter.api.Nested;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.JcaProviders.Ready;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.testkit.signing.SignatureVectorsContract;

/** Each provider that can be chosen, by the first of its providers that takes the key. */
class ProviderVectorsTest {

  abstract static class Chosen extends SignatureVectorsContract {

    private final JcaProviders providers;

    Chosen(CryptoChoice choice) throws CryptoProviders.Unavailable {
      this(CryptoProviders.choose(choice).providers());
    }

    Chosen(JcaProviders providers) {
      this.providers = providers;
    }

    @Override
    protected boolean isGood(PinnedKey pin, Bytes message, Bytes signature) {
      String algorithm = pin.algorithm().jcaName();
      Ready ready = providers.ready(algorithm, pin.key()).orElseThrow();
      try {
        Signature check = pin.algorithm().newSignature(ready.provider());
        check.initVerify(ready.key());
        message.update(check);
        return pin.algorithm().isCanonical(signature) && check.verify(signature.toByteArray());
      } catch (GeneralSecurityException e) {
        return false;
      }
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

  @Nested
  class Fips extends Chosen {
    Fips() throws FipsModule.Unusable {
      super(CryptoProviders.of(FipsModule.load(FipsModuleTest.library())).providers());
    }

    @Override
    protected boolean isGood(PinnedKey pin, Bytes message, Bytes signature) {
      assumeThat(FipsModule.ALGORITHMS).as("what FIPS is used with").contains(pin.algorithm());
      return super.isGood(pin, message, signature);
    }
  }
}
