package org.stellaops.signer.words;

import java.util.Comparator;
import java.util.List;

/**
 * A DSSE envelope: one payload and its signatures, ordered by key id ({@code dsse/envelope.md}).
 */
public record DsseEnvelope(String payloadType, Bytes payload, List<DsseSignature> signatures) {

  /** One signature over the envelope's pre-authentication encoding; {@code keyid} is a hint. */
  public record DsseSignature(String keyid, Bytes sig) {}

  public DsseEnvelope {
    if (signatures.isEmpty() || signatures.size() > 16) {
      throw new IllegalArgumentException("an envelope has 1 to 16 signatures");
    }
    signatures =
        signatures.stream()
            .sorted(
                Comparator.comparing(DsseSignature::keyid)
                    .thenComparing(signature -> signature.sig().hex()))
            .toList();
  }
}
