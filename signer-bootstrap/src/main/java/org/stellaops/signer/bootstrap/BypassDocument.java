package org.stellaops.signer.bootstrap;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.stellaops.signer.core.bypass.BypassRecord;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.kms.keystore.PemKeys;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.KeyNames;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PlanName;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.SigningKey;

/**
 * The document of an emergency bypass while persons sign it: a DSSE envelope over an in-toto
 * statement, with no signature at first.
 */
public final class BypassDocument {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String PAYLOAD = "payload";
  private static final String TYPE = "payloadType";
  private static final String SIGNATURES = "signatures";

  private final BypassRecord record;
  private final List<JsonObject> signatures;

  private BypassDocument(BypassRecord record, List<JsonObject> signatures) {
    this.record = record;
    this.signatures = List.copyOf(signatures);
  }

  /**
   * A new one, unsigned.
   *
   * @param service the public origin of the service that it is for
   * @throws IllegalArgumentException a name is none, the time is over four hours or none, or the
   *     reason has not 1 to 512 printable characters
   */
  public static BypassDocument of(
      String tenant, String plan, String service, Instant from, Duration time, String reason) {
    if (time.compareTo(BypassRecord.LONGEST) > 0) {
      throw new IllegalArgumentException("a bypass holds at most four hours");
    }
    return new BypassDocument(
        new BypassRecord(
            new Tenant(tenant), new PlanName(plan), service, from, from.plus(time), reason),
        List.of());
  }

  /** Reads one; empty where it is none. */
  public static Optional<BypassDocument> read(Bytes document) {
    try {
      if (JsonValue.parse(document, JsonLimits.TOKEN) instanceof JsonObject envelope
          && envelope.string(TYPE).equals(DocumentTypes.IN_TOTO)) {
        List<JsonObject> signatures = envelope.array(SIGNATURES).objects();
        return BypassRecord.read(Bytes.base64(envelope.string(PAYLOAD)))
            .map(record -> new BypassDocument(record, signatures));
      }
      return Optional.empty();
    } catch (InvalidJson | IllegalArgumentException none) {
      return Optional.empty();
    }
  }

  /**
   * The same with one more signature, by the key of a PEM file that only its owner can read.
   *
   * @param password of an encrypted key; the array it gives is overwritten
   * @throws org.stellaops.signer.ports.PortException the key cannot be used
   */
  public BypassDocument signed(Path key, Optional<Supplier<char[]>> password) {
    Deadline deadline = Deadline.in(PATIENCE, Ticker.system());
    try (PemKeys keys = PemKeys.open(key, password)) {
      SigningKey signing = keys.open(new KeyUri("key"), null, deadline);
      PreAuthEncoding message = PreAuthEncoding.of(DocumentTypes.IN_TOTO, record.payload());
      Bytes value = signing.sign(message, () -> {}, deadline).bytes();
      List<JsonObject> more = new ArrayList<>(signatures);
      more.add(signature(KeyNames.keyId(signing.pin()), value));
      return new BypassDocument(record, more);
    }
  }

  private static JsonObject signature(String keyid, Bytes value) {
    try {
      Bytes form = CanonicalWriter.object().string("keyid", keyid).base64("sig", value).bytes();
      return (JsonObject) JsonValue.parse(form, JsonLimits.TOKEN);
    } catch (InvalidJson own) {
      throw new IllegalStateException(own);
    }
  }

  /** The document as it is sent to the service. */
  public Bytes bytes() {
    return CanonicalWriter.object()
        .base64(PAYLOAD, record.payload())
        .string(TYPE, DocumentTypes.IN_TOTO)
        .objects(
            SIGNATURES,
            signatures.stream()
                .map(each ->
                    CanonicalWriter.object()
                        .string("keyid", text(each, "keyid"))
                        .string("sig", text(each, "sig")))
                .toList())
        .bytes();
  }

  private static String text(JsonObject signature, String member) {
    try {
      return signature.string(member);
    } catch (InvalidJson missing) {
      return "";
    }
  }

  /** How many signatures it has, whoever made them. */
  public int signatures() {
    return signatures.size();
  }

  /** What whoever signs it lets happen, in one sentence. */
  public String inWords() {
    return "tenant "
        + record.tenant()
        + " signs under plan "
        + record.plan()
        + " at "
        + record.service()
        + " without a Proof of Entitlement from "
        + record.notBefore()
        + " until "
        + record.notAfter()
        + ": "
        + record.reason();
  }
}
