package org.stellaops.signer.verify;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.ports.SignatureReader.Format;

/**
 * What a well-formed document says, before any signature was checked.
 *
 * @param material what there is beside the signature
 * @param unchecked what it says that nobody here checks, if anything
 */
record SignedDocument(
    Format format,
    Content content,
    List<SignatureEntry> signatures,
    Optional<VerificationMaterial> material,
    Optional<Unchecked> unchecked) {

  /** What is signed. */
  sealed interface Content {

    /** The payload of a DSSE envelope. */
    record Envelope(PreAuthEncoding signed) implements Content {

      String payloadType() {
        return signed.payloadType();
      }

      Bytes payload() {
        return signed.payload();
      }
    }

    /** A payload that is signed as it is. */
    record Plain(Bytes payload) implements Content {}

    /**
     * A file that is not in the document.
     *
     * @param digest what the document says that its digest is, by algorithm in lower-case
     *     hexadecimal; proven by nothing
     */
    record Message(Map<String, String> digest) implements Content {

      public Message {
        digest = Map.copyOf(digest);
      }
    }
  }

  /** One signature as it stands in the document; {@code keyid} is empty when absent. */
  record SignatureEntry(String keyid, Bytes sig) {}

  /**
   * @param check the check that would be needed
   * @param why one sentence without any text of the document
   */
  record Unchecked(String check, String why) {}

  SignedDocument with(VerificationMaterial material) {
    return new SignedDocument(format, content, signatures, Optional.of(material), unchecked);
  }
}
