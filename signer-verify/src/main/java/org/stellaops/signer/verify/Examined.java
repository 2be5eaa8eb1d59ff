package org.stellaops.signer.verify;

import java.util.List;
import java.util.Optional;
import org.stellaops.signer.ports.SignatureReader.Finding;
import org.stellaops.signer.ports.SignatureReader.Format;
import org.stellaops.signer.verify.SignedDocument.Content;
import org.stellaops.signer.verify.SignedDocument.Unchecked;

/** What a reader found in one document. */
sealed interface Examined {

  /**
   * It is well-formed.
   *
   * @param certified whether a certificate says whose the signature is, and no given key
   * @param findings one for each signature
   * @param unchecked what nobody here checks: it keeps the document from proving anything
   */
  record Found(
      Format format,
      Content content,
      boolean certified,
      List<Finding> findings,
      Optional<Unchecked> unchecked)
      implements Examined {}

  /** It is not what it should be. */
  record Malformed(String check, String why) implements Examined {}

  /** It may be right, and is more than is read here. */
  record Unsupported(String check, String why) implements Examined {}
}
