package org.stellaops.signer.verify;

import java.security.GeneralSecurityException;
import java.security.Signature;
import org.junit.jupiter.api.Nested;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.testkit.signing.SignatureVectorsContract;
import org.stellaops.signer.verify.material.SignatureVerifier;

/** What {@code stella verify} and the release gate check by. */
class VerifierVectorsTest {

  abstract static class By extends SignatureVectorsContract {

    private final SignatureVerifier verifier;

    By(SignatureVerifier verifier) {
      this.verifier = verifier;
    }

    @Override
    protected boolean isGood(PinnedKey pin, Bytes message, Bytes signature) {
      try {
        Signature check = verifier.under(pin);
        message.update(check);
        return pin.algorithm().isCanonical(signature) && check.verify(signature.toByteArray());
      } catch (GeneralSecurityException e) {
        return false;
      }
    }
  }

  @Nested
  class Platform extends By {
    Platform() {
      super(SignatureVerifier.platform());
    }
  }

  @Nested
  class Chosen extends By {
    Chosen() {
      super(SignatureVerifier.by(JcaProviders.platform()));
    }
  }
}
