package org.stellaops.signer.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonKind;
import org.stellaops.signer.json.RawObject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.verify.SignedDocument.Unchecked;
import org.stellaops.signer.verify.material.LogEntry;
import org.stellaops.signer.verify.material.LogEntryReader;
import org.stellaops.signer.verify.material.NotProven;

/**
 * The {@code verificationMaterial} of a bundle ({@code sigstore_bundle.proto}), whose lists are
 * counted before anything of them is read.
 */
final class BundleMaterial implements VerificationMaterial {

  private static final int MAX_ENTRIES = 32;
  private static final int MAX_CHAIN = 16;
  private static final int MAX_TEXT_BYTES = 8192;
  private static final String[] MATERIALS = {"publicKey", "certificate", "x509CertificateChain"};

  private final RawObject material;
  private final int version;

  private BundleMaterial(RawObject material, int version) {
    this.material = material;
    this.version = version;
  }

  /**
   * @param version the second number of the bundle's version, 1 to 3
   */
  static BundleMaterial read(RawObject material, int version)
      throws InvalidJson, MalformedDocument {
    material.allowOnlyFields(
        "publicKey",
        "certificate",
        "x509CertificateChain",
        "tlogEntries",
        "timestampVerificationData");
    BundleReader.requireOne(material, "verification-material", MATERIALS);
    Optional<RawObject.Member> key = material.field("publicKey");
    if (key.isPresent()) {
      Optional<RawObject.Member> hint = key.get().object().allowOnlyFields("hint").field("hint");
      if (hint.isPresent()) {
        hint.get().string(MAX_TEXT_BYTES);
      }
    }
    return new BundleMaterial(material, version);
  }

  /** Whether a log's promise alone is too little: since v0.2 a bundle has inclusion proofs. */
  @Override
  public boolean needsProofs() {
    return version > 1;
  }

  @Override
  public boolean hasPlainKey() throws InvalidJson {
    return material.field("publicKey").isPresent();
  }

  /**
   * What a plain key's material has beside it, for a reader that trusts no log and no authority.
   */
  @Override
  public Optional<Unchecked> uncheckedWithoutTrust() throws InvalidJson, MalformedDocument {
    Optional<Unchecked> entries =
        unchecked(material, "tlogEntries", "log-entries", "Log entries need a trusted root.");
    Optional<RawObject.Member> timestamps = material.field("timestampVerificationData");
    if (timestamps.isEmpty()) {
      return entries;
    }
    RawObject kinds = timestamps.get().object().allowOnlyFields("rfc3161Timestamps");
    Optional<Unchecked> times =
        unchecked(kinds, "rfc3161Timestamps", "timestamps", "Timestamps need a trusted root.");
    return entries.or(() -> times);
  }

  private static Optional<Unchecked> unchecked(
      RawObject material, String name, String check, String why)
      throws InvalidJson, MalformedDocument {
    return array(material, name, check)
        .filter(entries -> !entries.isEmptyArray())
        .map(entries -> new Unchecked(check, why));
  }

  private static Optional<RawObject.Member> array(RawObject holder, String name, String check)
      throws InvalidJson, MalformedDocument {
    Optional<RawObject.Member> list = holder.field(name);
    if (list.isPresent() && list.get().kind() != JsonKind.ARRAY) {
      throw new MalformedDocument(check, "The entries are an array.");
    }
    return list;
  }

  /**
   * The DER of the certificate that signed; empty for a plain key. Certificates above it are passed
   * over, because those of the trusted root are taken (Sigstore client specification §4.6), and a
   * bundle with a root in its chain is refused, as its definition has it.
   */
  @Override
  public Optional<Bytes> certificate() throws InvalidJson, MalformedDocument {
    Optional<RawObject.Member> single = material.field("certificate");
    if (single.isPresent()) {
      return Optional.of(der(single.get()));
    }
    Optional<RawObject.Member> chain = material.field("x509CertificateChain");
    if (chain.isEmpty()) {
      return Optional.empty();
    }
    if (version > 2) {
      throw new MalformedDocument(
          "verification-material", "A bundle since v0.3 has one certificate and no chain.");
    }
    List<Bytes> certificates = new ArrayList<>();
    RawObject holder = chain.get().object().allowOnlyFields("certificates");
    for (RawObject.Member each : holder.requiredField("certificates").elements(MAX_CHAIN)) {
      certificates.add(der(each));
    }
    if (certificates.isEmpty()) {
      throw new MalformedDocument("verification-material", "The certificate chain is empty.");
    }
    for (Bytes each : certificates) {
      CertificateChains.requireNoRoot(each);
    }
    return Optional.of(certificates.get(0));
  }

  private static Bytes der(RawObject.Member certificate) throws InvalidJson {
    return certificate.object().allowOnlyFields("rawBytes").requiredField("rawBytes").base64();
  }

  @Override
  public List<LogEntry> logEntries() throws InvalidJson, MalformedDocument {
    List<LogEntry> entries = new ArrayList<>();
    Optional<RawObject.Member> list = array(material, "tlogEntries", "log-entries");
    if (list.isPresent()) {
      for (RawObject.Member each : list.get().elements(MAX_ENTRIES)) {
        try {
          entries.add(LogEntryReader.read(each.object()));
        } catch (NotProven e) {
          throw new MalformedDocument(e.check(), e.why());
        }
      }
    }
    return entries;
  }

  @Override
  public List<Bytes> timestamps() throws InvalidJson, MalformedDocument {
    List<Bytes> timestamps = new ArrayList<>();
    Optional<RawObject.Member> data = material.field("timestampVerificationData");
    if (data.isPresent()) {
      RawObject kinds = data.get().object().allowOnlyFields("rfc3161Timestamps");
      Optional<RawObject.Member> list = array(kinds, "rfc3161Timestamps", "timestamps");
      if (list.isPresent()) {
        for (RawObject.Member each : list.get().elements(MAX_ENTRIES)) {
          RawObject timestamp = each.object().allowOnlyFields("signedTimestamp");
          timestamps.add(timestamp.requiredField("signedTimestamp").base64());
        }
      }
    }
    return timestamps;
  }
}
