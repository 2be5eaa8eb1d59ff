package org.stellaops.signer.core.bundle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.check.VerifiedCertificate;
import org.stellaops.signer.core.check.VerifiedTimestamp;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonArray;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonString;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PlanName;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.ports.IssuedCertificate;

/**
 * What is stored of a signed request so that its answer can be given again: the signatures and the
 * small fields, never the payload. A signature that was read again is evidence of nothing, so an
 * answer takes only {@link #terms} from here: every signature must be checked anew.
 *
 * @param signatures one for each key that signed
 */
public record StoredResult(List<StoredSignature> signatures, Terms terms) {

  private static final JsonLimits LIMITS = JsonLimits.REQUEST.withMaxBytes(1 << 20);

  public StoredResult {
    signatures = List.copyOf(signatures);
  }

  /**
   * A signature as it was stored.
   *
   * @param name the tenant's name for the key
   * @param key the public key that the signature was checked against
   * @param value the raw signature
   * @param certificate what certified the key; null for a key of the tenant's
   * @param timestamps each the DER of a {@code TimeStampResp}
   * @param fallback the word of the outage that the key stood in for; null for none
   */
  public record StoredSignature(
      KeyName name,
      PinnedKey key,
      Bytes value,
      @Nullable IssuedCertificate certificate,
      List<Bytes> timestamps,
      @Nullable String fallback) {

    public StoredSignature {
      timestamps = List.copyOf(timestamps);
    }
  }

  /** The result of what was just signed and checked. */
  public static StoredResult of(List<SignedBy> signatures, Terms terms) {
    return new StoredResult(
        signatures.stream()
            .map(each ->
                new StoredSignature(
                    each.key(),
                    each.signature().pin(),
                    each.signature().value().bytes(),
                    each.certificate().map(VerifiedCertificate::certificate).orElse(null),
                    each.timestamps().stream().map(VerifiedTimestamp::response).toList(),
                    each.fallback() == null ? null : each.fallback().word()))
            .toList(),
        terms);
  }

  /** The form that the journal keeps. */
  public Bytes bytes() {
    CanonicalWriter found = CanonicalWriter.object();
    new TreeMap<>(terms.release()).forEach(found::string);
    return CanonicalWriter.object()
        .string("entitlement", terms.entitlement())
        .number("maxArtifactBytes", terms.maxArtifactBytes())
        .string("plan", terms.plan().value())
        .number("rateRemaining", terms.rateRemaining())
        .object("release", found)
        .objects("signatures", signatures.stream().map(StoredResult::form).toList())
        .bytes();
  }

  private static CanonicalWriter form(StoredSignature stored) {
    CanonicalWriter form =
        CanonicalWriter.object()
            .string("algorithm", stored.key().algorithm().name())
            .base64("key", stored.key().spki())
            .string("name", stored.name().value())
            .base64("value", stored.value());
    IssuedCertificate certificate = stored.certificate();
    if (certificate != null) {
      form.base64("certificate", certificate.leaf())
          .strings("chain", certificate.chain().stream().map(Bytes::base64).toList());
      certificate.detachedSct().ifPresent(sct -> form.base64("sct", sct));
    }
    if (!stored.timestamps().isEmpty()) {
      form.strings("timestamps", stored.timestamps().stream().map(Bytes::base64).toList());
    }
    if (stored.fallback() != null) {
      form.string("fallback", stored.fallback());
    }
    return form;
  }

  private static StoredSignature signature(JsonObject form) throws InvalidJson {
    return new StoredSignature(
        new KeyName(form.string("name")),
        key(form),
        Bytes.base64(form.string("value")),
        certificate(form),
        all(form, "timestamps"),
        form.optionalString("fallback").orElse(null));
  }

  /** Without the algorithm, which earlier versions did not store, that of the key's kind. */
  private static PinnedKey key(JsonObject form) throws InvalidJson {
    PinnedKey key = PinnedKey.parseSpki(Bytes.base64(form.string("key")));
    return form.optionalString("algorithm")
        .map(SignatureAlgorithm::valueOf)
        .map(key::under)
        .orElse(key);
  }

  private static @Nullable IssuedCertificate certificate(JsonObject form) throws InvalidJson {
    Optional<String> leaf = form.optionalString("certificate");
    return leaf.isEmpty()
        ? null
        : new IssuedCertificate(
            Bytes.base64(leaf.get()),
            all(form, "chain"),
            form.optionalString("sct").map(Bytes::base64));
  }

  private static List<Bytes> all(JsonObject form, String name) throws InvalidJson {
    Optional<JsonArray> array = form.optionalArray(name);
    return array.isEmpty() ? List.of() : array.get().strings().stream().map(Bytes::base64).toList();
  }

  /**
   * Reads what {@link #bytes} wrote.
   *
   * @throws IllegalStateException if it is anything else: the journal was edited
   */
  public static StoredResult read(Bytes stored) {
    try {
      if (JsonValue.parse(stored, LIMITS) instanceof JsonObject object) {
        Map<String, String> release = new TreeMap<>();
        JsonObject found = object.object("release");
        for (Map.Entry<String, JsonValue> entry : found.members().entrySet()) {
          if (entry.getValue() instanceof JsonString text) {
            release.put(entry.getKey(), text.value());
          }
        }
        List<StoredSignature> signatures = new ArrayList<>();
        for (JsonObject each : object.array("signatures").objects()) {
          signatures.add(signature(each));
        }
        return new StoredResult(
            signatures,
            new Terms(
                new PlanName(object.string("plan")),
                object.integer("maxArtifactBytes"),
                object.integer("rateRemaining"),
                object.string("entitlement"),
                release));
      }
    } catch (InvalidJson | IllegalArgumentException e) {
      throw new IllegalStateException("a stored result is malformed", e);
    }
    throw new IllegalStateException("a stored result is malformed");
  }
}
