package org.stellaops.signer.verify;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.StrictJson;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.ports.SignatureReader.Format;
import org.stellaops.signer.verify.SignedDocument.Content;
import org.stellaops.signer.verify.SignedDocument.SignatureEntry;

/**
 * Reads one layer of the images in which cosign kept signatures and attestations before it had
 * bundles: a simple signing payload with its signature in an annotation, or a DSSE envelope.
 */
final class AttachedReader {

  static final String SIGNATURE = "dev.cosignproject.cosign/signature";

  private static final int MAX_SIGNATURE_BYTES = 8192;

  private AttachedReader() {}

  static SignedDocument read(String mediaType, Bytes content, Map<String, String> annotations)
      throws InvalidJson, MalformedDocument {
    return switch (mediaType) {
      case DocumentTypes.SIMPLE_SIGNING -> simpleSigning(content, annotations);
      case DocumentTypes.DSSE_ENVELOPE -> envelope(content, annotations);
      default -> throw new MalformedDocument("form", "The layer is of no known type.");
    };
  }

  private static SignedDocument simpleSigning(Bytes content, Map<String, String> annotations)
      throws MalformedDocument {
    return new SignedDocument(
        Format.SIMPLE_SIGNING,
        new Content.Plain(content),
        List.of(new SignatureEntry("", signature(annotations))),
        Optional.of(new AttachedMaterial(annotations, null)),
        Optional.empty());
  }

  private static Bytes signature(Map<String, String> annotations) throws MalformedDocument {
    String text = annotations.getOrDefault(SIGNATURE, "");
    try {
      Bytes sig = Bytes.base64(text);
      if (!sig.isEmpty() && sig.size() <= MAX_SIGNATURE_BYTES) {
        return sig;
      }
    } catch (IllegalArgumentException e) {
      throw new MalformedDocument("signatures", "The annotated signature is not base64.");
    }
    throw new MalformedDocument(
        "signatures", "The annotated signature is absent or has over 8192 bytes.");
  }

  /** Its timestamp is over the whole envelope, since its signature is in no annotation. */
  private static SignedDocument envelope(Bytes content, Map<String, String> annotations)
      throws InvalidJson, MalformedDocument {
    SignedDocument document =
        EnvelopeReader.read(StrictJson.raw(content, JsonLimits.REQUEST), Format.DSSE_ENVELOPE);
    if (document.signatures().size() != 1) {
      throw new MalformedDocument("signatures", "An attached envelope has exactly one signature.");
    }
    return document.with(new AttachedMaterial(annotations, content));
  }
}
