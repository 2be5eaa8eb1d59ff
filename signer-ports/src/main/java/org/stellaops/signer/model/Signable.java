package org.stellaops.signer.model;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.SignatureException;

/**
 * What a key may sign: only messages that this product composed itself, never a caller's bytes or a
 * caller's hash. Sealed, so that a new kind is a decision.
 */
public sealed interface Signable permits PreAuthEncoding {

  /** Length in bytes. */
  long size();

  void update(MessageDigest digest);

  void update(java.security.Signature signature) throws SignatureException;

  void writeTo(OutputStream out) throws IOException;

  default Digest sha256() {
    MessageDigest digest = Digest.newSha256();
    update(digest);
    return Digest.ofResult(digest.digest());
  }
}
