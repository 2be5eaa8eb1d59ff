package org.stellaops.signer.core.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.KeyIdentity;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.ports.SignatureReader;

/** Reads DSSE envelopes with any number of signatures. */
final class EnvelopeReading implements SignatureReader {

  @Override
  public Reading read(Bytes document, List<PinnedKey> keys) {
    try {
      JsonObject envelope = (JsonObject) JsonValue.parse(document, JsonLimits.REQUEST);
      Bytes payload = Bytes.base64(envelope.string("payload"));
      PreAuthEncoding pae = PreAuthEncoding.of(envelope.string("payloadType"), payload);
      List<Finding> findings = new ArrayList<>();
      for (JsonObject each : envelope.array("signatures").objects()) {
        Bytes sig = Bytes.base64(each.string("sig"));
        Optional<PinnedKey> signer =
            keys.stream().filter(key -> BundleReader.verifies(key, pae, sig)).findFirst();
        findings.add(new Finding("", signer.map(KeyIdentity::new), Optional.empty(), List.of()));
      }
      return new Reading.Read(Format.DSSE_ENVELOPE, pae.payloadType(), payload, findings);
    } catch (InvalidJson | ClassCastException e) {
      return new Reading.Malformed("json", "Not an envelope.");
    }
  }
}
