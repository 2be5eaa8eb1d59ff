package org.stellaops.signer.verify;

import java.util.List;
import java.util.Optional;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.SignatureReader.Format;

/**
 * What a well-formed document says, before any signature was checked.
 *
 * @param unchecked what it says beside that and cannot be checked here, if anything
 */
record SignedDocument(
    Format format,
    String payloadType,
    Bytes payload,
    List<SignatureEntry> signatures,
    Optional<Unchecked> unchecked) {

  /** One signature as it stands in the document; {@code keyid} is empty when absent. */
  record SignatureEntry(String keyid, Bytes sig) {}

  /**
   * @param check the check that would be needed
   * @param why one sentence without any text of the document
   */
  record Unchecked(String check, String why) {}

  SignedDocument with(Optional<Unchecked> more) {
    return new SignedDocument(format, payloadType, payload, signatures, unchecked.or(() -> more));
  }
}
