package org.stellaops.signer.verify;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.CertificateIdentity;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.ports.SignatureReader;
import org.stellaops.signer.ports.SignatureReader.Reading;
import org.stellaops.signer.verify.SignedDocument.Content;
import org.stellaops.signer.verify.SignedDocument.Unchecked;
import org.stellaops.signer.verify.trust.WindowedKey;

/** Reads one document and checks what it says of its signatures. */
interface DocumentExaminer {

  /**
   * @param keys to try, beside what the document itself brings
   * @param artifact what a message signature should be over; null if nobody said
   */
  Examined examine(Bytes document, List<WindowedKey> keys, @Nullable ArtifactDigests artifact);

  /** One that knows what any implementation of the port knows. */
  static DocumentExaminer of(SignatureReader reader) {
    return (document, keys, artifact) ->
        switch (reader.read(document, keys.stream().map(WindowedKey::key).toList())) {
          case Reading.Read read -> found(read, Optional.empty());
          case Reading.Malformed(String check, String why) -> new Examined.Malformed(check, why);
          case Reading.Unsupported unsupported ->
              unsupported
                  .rest()
                  .<Examined>map(rest ->
                      found(
                          rest, Optional.of(new Unchecked(unsupported.check(), unsupported.why()))))
                  .orElseGet(
                      () -> new Examined.Unsupported(unsupported.check(), unsupported.why()));
        };
  }

  private static Examined found(Reading.Read read, Optional<Unchecked> unchecked) {
    Content content = new Content.Envelope(PreAuthEncoding.of(read.payloadType(), read.payload()));
    boolean certified =
        read.signatures().stream()
            .anyMatch(finding -> finding.by().orElse(null) instanceof CertificateIdentity);
    return new Examined.Found(read.format(), content, certified, read.signatures(), unchecked);
  }
}
