package org.stellaops.signer.verify;

import java.util.List;
import java.util.Optional;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.ports.SignatureReader;

/**
 * Reads DSSE envelopes and Sigstore bundles v0.3 strictly, and checks each signature over the
 * pre-authentication encoding of the decoded payload, which is what it hands on. An ECDSA P-384 key
 * is used with SHA-384 only. Safe for concurrent use; memory is the document and its payload.
 */
public final class JsonSignatureReader implements SignatureReader {

  @Override
  public Reading read(Bytes document, List<PinnedKey> keys) {
    try {
      SignedDocument read = parse(document);
      PreAuthEncoding signed = PreAuthEncoding.of(read.payloadType(), read.payload());
      List<Finding> findings =
          read.signatures().stream()
              .map(entry -> new Finding(entry.keyid(), signer(signed, entry.sig(), keys)))
              .toList();
      return new Reading.Read(read.format(), read.payloadType(), read.payload(), findings);
    } catch (MalformedDocument e) {
      return new Reading.Malformed(e.check(), e.why());
    }
  }

  private static Optional<PinnedKey> signer(
      PreAuthEncoding signed, Bytes sig, List<PinnedKey> keys) {
    return keys.stream().filter(key -> SignatureCheck.verifies(signed, sig, key)).findFirst();
  }

  private static SignedDocument parse(Bytes document) throws MalformedDocument {
    return StrictParser.read(
        document,
        parser -> {
          DocumentReader reader = new DocumentReader(parser);
          parser.root(reader::member);
          return reader.document();
        });
  }
}
