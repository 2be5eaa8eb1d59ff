package org.stellaops.signer.model;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.SignatureException;

/**
 * A document of an export, signed as it is so that whoever has the file and a detached signature
 * can verify them. It is an object of JSON, which begins as no pre-authentication encoding does: a
 * signature over one is never one over the other.
 */
public final class ExportDocument implements Signable {

  private final Bytes content;

  private ExportDocument(Bytes content) {
    this.content = content;
  }

  /**
   * A document of an export.
   *
   * @param composed in RFC 8785 form, put together here and not by a caller
   * @throws IllegalArgumentException if it is no object of JSON with a member
   */
  public static ExportDocument of(Bytes composed) {
    if (composed.size() < 2 || composed.at(0) != '{' || composed.at(1) != '"') {
      throw new IllegalArgumentException("a document of an export is an object of JSON");
    }
    return new ExportDocument(composed);
  }

  public Bytes content() {
    return content;
  }

  @Override
  public long size() {
    return content.size();
  }

  @Override
  public void update(MessageDigest digest) {
    content.update(digest);
  }

  @Override
  public void update(java.security.Signature signature) throws SignatureException {
    content.update(signature);
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    content.writeTo(out);
  }
}
