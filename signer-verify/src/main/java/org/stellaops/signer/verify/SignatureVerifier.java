package org.stellaops.signer.verify;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Signature;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Signable;

/** Checks one signature under one key, by the one algorithm that the key has. */
final class SignatureVerifier {

  private final @Nullable Provider preferred;

  /**
   * @param preferred checks what it has an algorithm for; null leaves all to the platform
   */
  SignatureVerifier(@Nullable Provider preferred) {
    this.preferred = preferred;
  }

  boolean verifies(Signable signed, Bytes sig, PinnedKey key) {
    if (!key.algorithm().isCanonical(sig)) {
      return false;
    }
    try {
      Signature check = check(key.algorithm().jcaName());
      check.initVerify(key.key());
      signed.update(check);
      return check.verify(sig.toByteArray());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private Signature check(String algorithm) throws GeneralSecurityException {
    return preferred == null || preferred.getService("Signature", algorithm) == null
        ? Signature.getInstance(algorithm)
        : Signature.getInstance(algorithm, preferred);
  }
}
