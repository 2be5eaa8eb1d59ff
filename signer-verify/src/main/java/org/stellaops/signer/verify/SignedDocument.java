package org.stellaops.signer.verify;

import java.util.List;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.SignatureReader.Format;

/** What a well-formed document says, before any signature was checked. */
record SignedDocument(
    Format format, String payloadType, Bytes payload, List<SignatureEntry> signatures) {

  /** One signature as it stands in the document; {@code keyid} is empty when absent. */
  record SignatureEntry(String keyid, Bytes sig) {}
}
