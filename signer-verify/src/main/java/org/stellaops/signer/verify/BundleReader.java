package org.stellaops.signer.verify;

import java.util.Optional;
import java.util.Set;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonKind;
import org.stellaops.signer.json.RawObject;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.ports.SignatureReader.Format;

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
  private static final Set<String> MEDIA_TYPES =
      Set.of(
          DocumentTypes.SIGSTORE_BUNDLE,
          "application/vnd.dev.sigstore.bundle+json;version=0.3",
          "application/vnd.dev.sigstore.bundle+json;version=0.2",
          "application/vnd.dev.sigstore.bundle+json;version=0.1");

  private BundleReader() {}

  static SignedDocument read(RawObject bundle) throws InvalidJson, MalformedDocument {
    bundle.allowOnlyFields(MEMBERS);
    String mediaType = bundle.requiredField("mediaType").string(MAX_TEXT_BYTES);
    if (!MEDIA_TYPES.contains(mediaType)) {
      throw mediaType.startsWith("application/vnd.dev.sigstore.bundle")
          ? MalformedDocument.unsupported("media-type", "Bundles up to v0.3 are read.")
          : new MalformedDocument(
              "media-type", "The media type is not " + DocumentTypes.SIGSTORE_BUNDLE + ".");
    }
    if (bundle.field("messageSignature").isPresent()) {
      throw MalformedDocument.unsupported("content", "Message signatures are not supported yet.");
    }
    requirePlainKey(bundle.requiredField("verificationMaterial").object());
    SignedDocument document =
        EnvelopeReader.read(bundle.requiredField("dsseEnvelope").object(), Format.SIGSTORE_BUNDLE);
    if (document.signatures().size() != 1) {
      throw new MalformedDocument("signatures", "A bundle has exactly one signature.");
    }
    return document;
  }

  private static void requirePlainKey(RawObject material) throws InvalidJson, MalformedDocument {
    material.allowOnlyFields(
        "publicKey",
        "certificate",
        "x509CertificateChain",
        "tlogEntries",
        "timestampVerificationData");
    if (material.field("certificate").isPresent()
        || material.field("x509CertificateChain").isPresent()) {
      throw MalformedDocument.unsupported(
          "verification-material", "Certificates are not supported yet.");
    }
    requireNone(material, "tlogEntries", "log-entries", "Log entries are not supported yet.");
    Optional<RawObject.Member> timestamps = material.field("timestampVerificationData");
    if (timestamps.isPresent()) {
      RawObject kinds = timestamps.get().object().allowOnlyFields("rfc3161Timestamps");
      requireNone(kinds, "rfc3161Timestamps", "timestamps", "Timestamps are not supported yet.");
    }
    Optional<RawObject.Member> hint =
        material.requiredField("publicKey").object().allowOnlyFields("hint").field("hint");
    if (hint.isPresent()) {
      hint.get().string(MAX_TEXT_BYTES);
    }
  }

  private static void requireNone(RawObject material, String name, String check, String why)
      throws InvalidJson, MalformedDocument {
    Optional<RawObject.Member> list = material.field(name);
    if (list.isPresent() && !list.get().isEmptyArray()) {
      throw list.get().kind() == JsonKind.ARRAY
          ? MalformedDocument.unsupported(check, why)
          : new MalformedDocument(check, "The entries are an array.");
    }
  }
}
