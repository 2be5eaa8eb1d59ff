package org.stellaops.signer.verify.fuzz;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.ports.SignatureReader.Reading;
import org.stellaops.signer.verify.JsonSignatureReader;
import org.stellaops.signer.verify.MaterialTrust;
import org.stellaops.signer.verify.Requirements;
import org.stellaops.signer.verify.material.NotProven;

/**
 * A layer as cosign attached it: in one input its content and its four annotations (signature,
 * certificate, entry of a log, timestamp), each after a zero byte; what is empty is absent.
 */
final class AttachedLayer {

  private static final List<String> ANNOTATIONS =
      List.of(
          "dev.cosignproject.cosign/signature",
          "dev.sigstore.cosign/certificate",
          "dev.sigstore.cosign/bundle",
          "dev.sigstore.cosign/rfc3161timestamp");

  private static final MaterialTrust TRUST =
      new MaterialTrust(
          FuzzVectors.ROOT,
          Requirements.NONE,
          InstantSource.fixed(Instant.parse("2026-11-01T00:00:00Z")));

  private static final JsonSignatureReader READER =
      new JsonSignatureReader().trusting(TRUST, TRUST);
  private static final List<PinnedKey> KEYS = List.of(FuzzVectors.KEY);

  private AttachedLayer() {}

  /** Reads it, by a key and by certificates that are trusted. */
  static void read(String mediaType, Bytes input) throws NotProven {
    List<Bytes> parts = parts(input);
    Map<String, String> annotations = new HashMap<>();
    for (int i = 1; i < parts.size(); i++) {
      if (!parts.get(i).isEmpty()) {
        annotations.put(ANNOTATIONS.get(i - 1), parts.get(i).utf8());
      }
    }
    switch (READER.readAttached(mediaType, parts.get(0), annotations, KEYS)) {
      case Reading.Read read ->
          read.signatures().forEach(each -> FuzzTarget.requirePrintable(each.toString()));
      case Reading.Malformed no -> throw new NotProven(no.check(), no.why());
      case Reading.Unsupported no -> throw new NotProven(no.check(), no.why());
    }
  }

  private static List<Bytes> parts(Bytes input) {
    List<Bytes> parts = new ArrayList<>();
    int from = 0;
    for (int at = 0; at < input.size() && parts.size() < ANNOTATIONS.size(); at++) {
      if (input.at(at) == 0) {
        parts.add(input.slice(from, at));
        from = at + 1;
      }
    }
    parts.add(input.slice(from, input.size()));
    return parts;
  }
}
