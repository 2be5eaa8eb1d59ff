package org.stellaops.signer.verify;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.ports.SignatureReader.Format;

/** Either form of document. Its first member tells which; a mixture of both is refused. */
final class DocumentReader {

  private final EnvelopeReader envelope;
  private final BundleReader bundle;
  private @Nullable Format format;

  DocumentReader(StrictParser parser) {
    this.envelope = new EnvelopeReader(parser);
    this.bundle = new BundleReader(parser);
  }

  void member(String name) throws IOException, MalformedDocument {
    if (format == null) {
      format = formOf(name);
    }
    if (format == Format.DSSE_ENVELOPE) {
      envelope.member(name);
    } else {
      bundle.member(name);
    }
  }

  private static Format formOf(String name) throws MalformedDocument {
    if (EnvelopeReader.owns(name)) {
      return Format.DSSE_ENVELOPE;
    }
    if (BundleReader.owns(name)) {
      return Format.SIGSTORE_BUNDLE;
    }
    throw new MalformedDocument(
        "form", "The document is neither a DSSE envelope nor a Sigstore bundle.");
  }

  SignedDocument document() throws MalformedDocument {
    if (format == null) {
      throw new MalformedDocument("form", "The document is an empty object.");
    }
    return format == Format.DSSE_ENVELOPE
        ? envelope.document(Format.DSSE_ENVELOPE)
        : bundle.document();
  }
}
