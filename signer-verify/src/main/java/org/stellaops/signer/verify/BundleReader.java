package org.stellaops.signer.verify;

import java.util.Optional;
import java.util.regex.Pattern;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonKind;
import org.stellaops.signer.json.RawObject;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.ports.SignatureReader.Format;
import org.stellaops.signer.verify.SignedDocument.Unchecked;

/**
 * A Sigstore bundle v0.1 to v0.3 that was signed with a plain key ({@code sigstore_bundle.proto}).
 * What is known but cannot be checked yet (certificates, log entries, timestamps, message
 * signatures) is unsupported by name: passing over a forged log entry would turn a no into a yes.
 */
final class BundleReader {

  static final String[] MEMBERS = {
    "mediaType", "verificationMaterial", "dsseEnvelope", "messageSignature"
  };

  private static final int MAX_TEXT_BYTES = 8192;
  private static final String[] MATERIALS = {"publicKey", "certificate", "x509CertificateChain"};

  /**
   * In the spelling since v0.3, which others use for earlier versions as well, and in the older.
   */
  private static final Pattern MEDIA_TYPE =
      Pattern.compile(
          "application/vnd\\.dev\\.sigstore\\.bundle"
              + "(\\.v0\\.[123](\\.[0-9]+)?\\+json|\\+json;version=0\\.[123])");

  /** Of another version, or written as RFC 9110 §8.3.1 allows and bundles are not. */
  private static final Pattern LIKE_IT =
      Pattern.compile("(?i)\\s*application/vnd\\.dev\\.sigstore\\.bundle.*");

  private BundleReader() {}

  static SignedDocument read(RawObject bundle) throws InvalidJson, MalformedDocument {
    bundle.allowOnlyFields(MEMBERS);
    String mediaType = bundle.requiredField("mediaType").string(MAX_TEXT_BYTES);
    if (!MEDIA_TYPE.matcher(mediaType).matches()) {
      throw LIKE_IT.matcher(mediaType).matches()
          ? MalformedDocument.unsupported(
              "media-type",
              "Bundles up to v0.3 are read, whose media type has no blanks and no upper case.")
          : new MalformedDocument(
              "media-type", "The media type is not " + DocumentTypes.SIGSTORE_BUNDLE + ".");
    }
    requireOne(bundle, "content", "dsseEnvelope", "messageSignature");
    if (bundle.field("messageSignature").isPresent()) {
      throw MalformedDocument.unsupported("content", "Message signatures are not supported yet.");
    }
    Optional<Unchecked> unchecked = plainKey(bundle.requiredField("verificationMaterial").object());
    SignedDocument document =
        EnvelopeReader.read(bundle.requiredField("dsseEnvelope").object(), Format.SIGSTORE_BUNDLE);
    if (document.signatures().size() != 1) {
      throw new MalformedDocument("signatures", "A bundle has exactly one signature.");
    }
    return document.with(unchecked);
  }

  /** What a plain key's material has beside it. */
  private static Optional<Unchecked> plainKey(RawObject material)
      throws InvalidJson, MalformedDocument {
    material.allowOnlyFields(
        "publicKey",
        "certificate",
        "x509CertificateChain",
        "tlogEntries",
        "timestampVerificationData");
    requireOne(material, "verification-material", MATERIALS);
    if (material.field("publicKey").isEmpty()) {
      throw MalformedDocument.unsupported(
          "verification-material", "Certificates are not supported yet.");
    }
    Optional<RawObject.Member> hint =
        material.requiredField("publicKey").object().allowOnlyFields("hint").field("hint");
    if (hint.isPresent()) {
      hint.get().string(MAX_TEXT_BYTES);
    }
    Optional<Unchecked> entries =
        unchecked(material, "tlogEntries", "log-entries", "Log entries are not supported yet.");
    Optional<RawObject.Member> timestamps = material.field("timestampVerificationData");
    if (timestamps.isEmpty()) {
      return entries;
    }
    RawObject kinds = timestamps.get().object().allowOnlyFields("rfc3161Timestamps");
    Optional<Unchecked> times =
        unchecked(kinds, "rfc3161Timestamps", "timestamps", "Timestamps are not supported yet.");
    return entries.or(() -> times);
  }

  /** As a protobuf {@code oneof} has it, and here none is not enough either. */
  private static void requireOne(RawObject message, String check, String... names)
      throws InvalidJson, MalformedDocument {
    int found = 0;
    for (String name : names) {
      found += message.field(name).isPresent() ? 1 : 0;
    }
    if (found != 1) {
      throw new MalformedDocument(check, "It is exactly one of " + String.join(", ", names) + ".");
    }
  }

  private static Optional<Unchecked> unchecked(
      RawObject material, String name, String check, String why)
      throws InvalidJson, MalformedDocument {
    Optional<RawObject.Member> list = material.field(name);
    if (list.isPresent() && list.get().kind() != JsonKind.ARRAY) {
      throw new MalformedDocument(check, "The entries are an array.");
    }
    return list.filter(entries -> !entries.isEmptyArray())
        .map(entries -> new Unchecked(check, why));
  }
}
