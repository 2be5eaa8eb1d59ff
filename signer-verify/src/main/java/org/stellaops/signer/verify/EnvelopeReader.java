package org.stellaops.signer.verify;

import java.util.ArrayList;
import java.util.List;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonArray;
import org.stellaops.signer.json.JsonKind;
import org.stellaops.signer.json.JsonNull;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.RawObject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.SignatureReader.Format;
import org.stellaops.signer.verify.SignedDocument.SignatureEntry;

/**
 * The three members of a DSSE envelope ({@code dsse/envelope.md}). Other members are refused: a
 * certificate or timestamp that we cannot check must not look as if it had been.
 */
final class EnvelopeReader {

  static final String[] MEMBERS = {"payload", "payloadType", "signatures"};

  private static final int MAX_SIGNATURES = 16;
  private static final int MAX_SIGNATURE_BYTES = 8192;
  private static final int MAX_TYPE_BYTES = 8192;
  private static final int MAX_ENTRIES_BYTES = 512 << 10;
  private static final int MAX_ENTRIES_VALUES = 1024;

  private EnvelopeReader() {}

  static SignedDocument read(RawObject envelope, Format format)
      throws InvalidJson, MalformedDocument {
    envelope.allowOnlyFields(MEMBERS);
    Bytes payload = envelope.requiredField("payload").base64();
    String payloadType = envelope.requiredField("payloadType").string(MAX_TYPE_BYTES);
    if (payloadType.isEmpty()) {
      throw new MalformedDocument("payload-type", "The payloadType is empty.");
    }
    return new SignedDocument(
        format, payloadType, payload, signatures(envelope.requiredField("signatures")));
  }

  private static List<SignatureEntry> signatures(RawObject.Member member)
      throws InvalidJson, MalformedDocument {
    if (!(member.tree(MAX_ENTRIES_BYTES, MAX_ENTRIES_VALUES) instanceof JsonArray entries)
        || entries.size() == 0
        || entries.size() > MAX_SIGNATURES) {
      throw new MalformedDocument(
          "signatures", "An envelope has an array of 1 to " + MAX_SIGNATURES + " signatures.");
    }
    List<SignatureEntry> found = new ArrayList<>();
    for (JsonObject entry : entries.objects()) {
      entry.allowOnly("keyid", "sig");
      found.add(new SignatureEntry(keyid(entry), sig(entry)));
    }
    return List.copyOf(found);
  }

  private static String keyid(JsonObject entry) throws InvalidJson {
    boolean none = entry.member("keyid").orElse(JsonNull.NULL).kind() == JsonKind.NULL;
    return none ? "" : entry.string("keyid");
  }

  private static Bytes sig(JsonObject entry) throws InvalidJson, MalformedDocument {
    try {
      Bytes sig = Bytes.anyBase64(entry.string("sig"));
      if (!sig.isEmpty() && sig.size() <= MAX_SIGNATURE_BYTES) {
        return sig;
      }
    } catch (IllegalArgumentException e) {
      throw new MalformedDocument("signatures", "A sig is not base64.");
    }
    throw new MalformedDocument("signatures", "A sig is empty or has over 8192 bytes.");
  }
}
