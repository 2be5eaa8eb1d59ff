package org.stellaops.signer.verify;

import java.util.Optional;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.RawObject;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.ports.SignatureReader.Format;

/**
 * A Sigstore bundle v0.3 that was signed with a plain key ({@code sigstore_bundle.proto}). What is
 * known but cannot be checked yet (certificates, log entries, timestamps, message signatures) is
 * refused by name: passing over a forged log entry would turn a no into a yes.
 */
final class BundleReader {

  static final String[] MEMBERS = {
    "mediaType", "verificationMaterial", "dsseEnvelope", "messageSignature"
  };

  private static final int MAX_TEXT_BYTES = 8192;

  private BundleReader() {}

  static SignedDocument read(RawObject bundle) throws InvalidJson, MalformedDocument {
    bundle.allowOnly(MEMBERS);
    if (!bundle
        .required("mediaType")
        .string(MAX_TEXT_BYTES)
        .equals(DocumentTypes.SIGSTORE_BUNDLE)) {
      throw new MalformedDocument(
          "media-type", "The media type is not " + DocumentTypes.SIGSTORE_BUNDLE + ".");
    }
    if (bundle.member("messageSignature").isPresent()) {
      throw new MalformedDocument("content", "Message signatures are not supported yet.");
    }
    requirePlainKey(bundle.required("verificationMaterial").object());
    SignedDocument document =
        EnvelopeReader.read(bundle.required("dsseEnvelope").object(), Format.SIGSTORE_BUNDLE);
    if (document.signatures().size() != 1) {
      throw new MalformedDocument("signatures", "A bundle has exactly one signature.");
    }
    return document;
  }

  private static void requirePlainKey(RawObject material) throws InvalidJson, MalformedDocument {
    material.allowOnly(
        "publicKey",
        "certificate",
        "x509CertificateChain",
        "tlogEntries",
        "timestampVerificationData");
    if (material.member("certificate").isPresent()
        || material.member("x509CertificateChain").isPresent()) {
      throw new MalformedDocument("verification-material", "Certificates are not supported yet.");
    }
    requireNone(material, "tlogEntries", "log-entries", "Log entries are not supported yet.");
    Optional<RawObject.Member> timestamps = material.member("timestampVerificationData");
    if (timestamps.isPresent()) {
      RawObject kinds = timestamps.get().object().allowOnly("rfc3161Timestamps");
      requireNone(kinds, "rfc3161Timestamps", "timestamps", "Timestamps are not supported yet.");
    }
    RawObject key = material.required("publicKey").object().allowOnly("hint");
    if (key.required("hint").string(MAX_TEXT_BYTES).isEmpty()) {
      throw new MalformedDocument("public-key", "The hint of the public key is empty.");
    }
  }

  private static void requireNone(RawObject material, String name, String check, String why)
      throws MalformedDocument {
    Optional<RawObject.Member> list = material.member(name);
    if (list.isPresent() && !list.get().isEmptyArray()) {
      throw new MalformedDocument(check, why);
    }
  }
}
