package org.stellaops.signer.core.bundle;

import java.util.List;
import java.util.Optional;
import org.stellaops.signer.core.check.VerifiedCertificate;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.ExportDocument;
import org.stellaops.signer.model.KeyNames;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.Signable;

/** One signature as Sigstore's verifiers and logs take it ({@code sigstore_bundle.proto}). */
final class SigstoreForm {

  private SigstoreForm() {}

  /** A bundle has exactly one signature, and verifiers skip unknown key ids: none here. */
  static CanonicalWriter bundle(PreAuthEncoding message, SignedBy by) {
    return CanonicalWriter.object()
        .object(
            "dsseEnvelope",
            CanonicalWriter.object()
                .base64("payload", message.payload())
                .string("payloadType", message.payloadType())
                .objects(
                    "signatures",
                    List.of(
                        CanonicalWriter.object().base64("sig", by.signature().value().bytes()))))
        .string("mediaType", DocumentTypes.SIGSTORE_BUNDLE)
        .object("verificationMaterial", material(by));
  }

  /** A bundle over a file that is not in it ({@code MessageSignature}). */
  static CanonicalWriter bundle(ExportDocument document, SignedBy by) {
    return CanonicalWriter.object()
        .string("mediaType", DocumentTypes.SIGSTORE_BUNDLE)
        .object(
            "messageSignature",
            CanonicalWriter.object()
                .object(
                    "messageDigest",
                    CanonicalWriter.object()
                        .string("algorithm", "SHA2_256")
                        .base64("digest", document.sha256().bytes()))
                .base64("signature", by.signature().value().bytes()))
        .object("verificationMaterial", material(by));
  }

  /** A v0.3 bundle has the leaf alone: verifiers have the rest in their trusted root. */
  private static CanonicalWriter material(SignedBy by) {
    CanonicalWriter material = CanonicalWriter.object();
    Optional<VerifiedCertificate> certificate = by.certificate();
    if (certificate.isPresent()) {
      material.object(
          "certificate",
          CanonicalWriter.object().base64("rawBytes", certificate.get().certificate().leaf()));
    } else {
      material.object(
          "publicKey",
          CanonicalWriter.object().string("hint", KeyNames.hint(by.signature().pin())));
    }
    if (!by.timestamps().isEmpty()) {
      material.object(
          "timestampVerificationData",
          CanonicalWriter.object()
              .objects(
                  "rfc3161Timestamps",
                  by.timestamps().stream()
                      .map(each ->
                          CanonicalWriter.object().base64("signedTimestamp", each.response()))
                      .toList()));
    }
    return material;
  }

  /** What a Rekor v2 log is to be sent. It hashes as the algorithm of the key does. */
  static CanonicalWriter logEntry(Signable message, SignedBy by) {
    PinnedKey key = by.signature().pin();
    CanonicalWriter verifier = CanonicalWriter.object().string("keyDetails", KeyNames.details(key));
    if (by.certificate().isPresent()) {
      verifier.object(
          "x509Certificate",
          CanonicalWriter.object().base64("rawBytes", by.certificate().get().certificate().leaf()));
    } else {
      verifier.object("publicKey", CanonicalWriter.object().base64("rawBytes", key.spki()));
    }
    return CanonicalWriter.object()
        .object(
            "hashedRekordRequestV002",
            CanonicalWriter.object()
                .base64("digest", key.algorithm().hash(message).orElseThrow())
                .object(
                    "signature",
                    CanonicalWriter.object()
                        .base64("content", by.signature().value().bytes())
                        .object("verifier", verifier)));
  }
}
