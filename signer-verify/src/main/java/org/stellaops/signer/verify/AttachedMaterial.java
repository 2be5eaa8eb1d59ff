package org.stellaops.signer.verify;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.RawObject;
import org.stellaops.signer.json.StrictJson;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.verify.SignedDocument.Unchecked;
import org.stellaops.signer.verify.material.CertificateFiles;
import org.stellaops.signer.verify.material.LogEntry;
import org.stellaops.signer.verify.material.NotProven;

/**
 * What cosign before bundles wrote into the annotations of a layer ({@code specs/SIGNATURE_SPEC.md}
 * and {@code pkg/oci/static} of cosign): a certificate in PEM, Rekor's promise, and a timestamp.
 * The chain above the certificate is passed over, because that of the trusted root is taken.
 */
final class AttachedMaterial implements VerificationMaterial {

  static final String CERTIFICATE = "dev.sigstore.cosign/certificate";
  static final String BUNDLE = "dev.sigstore.cosign/bundle";
  static final String TIMESTAMP = "dev.sigstore.cosign/rfc3161timestamp";

  private static final int MAX_TEXT_BYTES = 1024;
  private static final int MAX_ANNOTATION_BYTES = 512 << 10;

  private final Map<String, String> annotations;
  private final @Nullable Bytes stamped;

  /**
   * @param stamped what timestamps are over; null for the raw signature
   */
  AttachedMaterial(Map<String, String> annotations, @Nullable Bytes stamped) {
    this.annotations = annotations;
    this.stamped = stamped;
  }

  /** Such an annotation has no place for one. */
  @Override
  public boolean needsProofs() {
    return false;
  }

  @Override
  public boolean hasPlainKey() {
    return text(CERTIFICATE).isEmpty();
  }

  @Override
  public Optional<Unchecked> uncheckedWithoutTrust() {
    if (text(BUNDLE).isPresent()) {
      return Optional.of(new Unchecked("log-entries", "Log entries need a trusted root."));
    }
    return text(TIMESTAMP)
        .map(any -> new Unchecked("timestamps", "Timestamps need a trusted root."));
  }

  @Override
  public Optional<Bytes> certificate() throws MalformedDocument {
    Optional<String> pem = text(CERTIFICATE);
    if (pem.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(CertificateFiles.only(Bytes.utf8(pem.get())));
    } catch (NotProven e) {
      throw new MalformedDocument("verification-material", e.why());
    }
  }

  /** {@code RekorBundle} of {@code pkg/cosign/bundle/rekor.go}. */
  @Override
  public List<LogEntry> logEntries() throws InvalidJson, MalformedDocument {
    Optional<RawObject> bundle = json(BUNDLE);
    if (bundle.isEmpty()) {
      return List.of();
    }
    bundle.get().allowOnly("SignedEntryTimestamp", "Payload");
    RawObject payload = bundle.get().required("Payload").object();
    payload.allowOnly("body", "integratedTime", "logIndex", "logID");
    Bytes body = payload.required("body").base64();
    RawObject entry = StrictJson.raw(body, JsonLimits.REQUEST);
    long index = payload.required("logIndex").int64();
    long time = payload.required("integratedTime").int64();
    Bytes promise = bundle.get().required("SignedEntryTimestamp").base64();
    if (index < 0 || time < 0 || promise.isEmpty()) {
      throw new MalformedDocument(
          "log-entries", "An index or time is negative, or the log's promise is empty.");
    }
    return List.of(
        new LogEntry(
            index,
            hex(payload.required("logID").string(MAX_TEXT_BYTES)),
            entry.required("kind").string(MAX_TEXT_BYTES),
            entry.required("apiVersion").string(MAX_TEXT_BYTES),
            time,
            Optional.of(promise),
            Optional.empty(),
            body));
  }

  private static Bytes hex(String text) throws MalformedDocument {
    try {
      return Bytes.adopt(HexFormat.of().parseHex(text));
    } catch (IllegalArgumentException e) {
      throw new MalformedDocument("log-entries", "The log's id is not hexadecimal.");
    }
  }

  /** {@code RFC3161Timestamp} of {@code pkg/cosign/bundle/tsa.go}. */
  @Override
  public List<Bytes> timestamps() throws InvalidJson, MalformedDocument {
    Optional<RawObject> timestamp = json(TIMESTAMP);
    return timestamp.isEmpty()
        ? List.of()
        : List.of(
            timestamp
                .get()
                .allowOnly("SignedRFC3161Timestamp")
                .required("SignedRFC3161Timestamp")
                .base64());
  }

  @Override
  public Bytes stamped(Bytes sig) {
    return stamped == null ? sig : stamped;
  }

  /** The program writes none as absent, and as an empty text. */
  private Optional<String> text(String name) {
    return Optional.ofNullable(annotations.get(name)).filter(it -> !it.isEmpty());
  }

  private Optional<RawObject> json(String name) throws InvalidJson, MalformedDocument {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (text.get().length() > MAX_ANNOTATION_BYTES) {
      throw new MalformedDocument("verification-material", "An annotation is over 512 KiB.");
    }
    return Optional.of(StrictJson.raw(Bytes.utf8(text.get()), JsonLimits.REQUEST));
  }
}
