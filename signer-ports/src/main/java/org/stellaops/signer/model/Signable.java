package org.stellaops.signer.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.SignatureException;

/**
 * What a key may sign: only messages that this product composed itself, never a caller's bytes or a
 * caller's hash. Sealed, so that a new kind is a decision.
 */
public sealed interface Signable permits PreAuthEncoding, ExportDocument {

  /** Length in bytes. */
  long size();

  void update(MessageDigest digest);

  void update(java.security.Signature signature) throws SignatureException;

  void writeTo(OutputStream out) throws IOException;

  /**
   * The whole message, for a key that hashes it itself.
   *
   * @throws IllegalStateException it does not fit into an array: look at {@link #size} first
   */
  default Bytes whole() {
    if (size() > Integer.MAX_VALUE - 8) {
      throw new IllegalStateException("too large for memory: " + size() + " bytes");
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream((int) size());
    try {
      writeTo(all);
    } catch (IOException e) {
      throw new IllegalStateException("memory takes bytes", e);
    }
    return Bytes.adopt(all.toByteArray());
  }

  default Digest sha256() {
    MessageDigest digest = Digest.newSha256();
    update(digest);
    return Digest.ofResult(digest.digest());
  }
}
