package org.stellaops.signer.verify;

import java.security.GeneralSecurityException;
import java.security.Signature;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Signable;

/** Checks one signature under one key, by the one algorithm that the key has. */
final class SignatureVerifier {

  private SignatureVerifier() {}

  static boolean verifies(Signable signed, Bytes sig, PinnedKey key) {
    if (!key.algorithm().isCanonical(sig)) {
      return false;
    }
    try {
      Signature check = Signature.getInstance(key.algorithm().jcaName());
      check.initVerify(key.key());
      signed.update(check);
      return check.verify(sig.toByteArray());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
