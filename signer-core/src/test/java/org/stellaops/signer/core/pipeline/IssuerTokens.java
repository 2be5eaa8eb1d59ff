package org.stellaops.signer.core.pipeline;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.ports.SignedTokens;

/** Checks compact ES256 tokens with one issuer's one key. */
record IssuerTokens(IssuerName issuer, PublicKey key) implements SignedTokens {

  @Override
  public Reading read(String compact, Deadline deadline) {
    String[] parts = compact.split("\\.", -1);
    if (parts.length != 3) {
      return new Reading.Unreadable(TokenFault.MALFORMED);
    }
    return verifies(key, compact, parts)
        ? new Reading.Verified(issuer, "k1", decoded(parts[0]), decoded(parts[1]))
        : new Reading.Unreadable(TokenFault.SIGNATURE);
  }

  static boolean verifies(PublicKey key, String compact, String[] parts) {
    try {
      Signature signature = Signature.getInstance(Jwts.ES256);
      signature.initVerify(key);
      Bytes.utf8(compact.substring(0, compact.lastIndexOf('.'))).update(signature);
      return signature.verify(decoded(parts[2]).toByteArray());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  static Bytes decoded(String part) {
    return Bytes.adopt(Base64.getUrlDecoder().decode(part));
  }
}
