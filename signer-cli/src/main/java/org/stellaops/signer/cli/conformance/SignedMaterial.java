package org.stellaops.signer.cli.conformance;

import java.util.List;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.JsonArray;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.KeyNames;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PreAuthEncoding;

/**
 * A signature and what was issued for it, in the forms of Rekor v2 and of a bundle v0.3.
 *
 * @param message what was signed
 */
record SignedMaterial(PinnedKey key, Bytes leaf, Bytes message, Bytes signature) {

  /** A {@code CreateEntryRequest} of Rekor v2. */
  Bytes logRequest() {
    return CanonicalWriter.object()
        .object(
            "hashedRekordRequestV002",
            CanonicalWriter.object()
                .base64("digest", message.sha256().bytes())
                .object(
                    "signature",
                    CanonicalWriter.object()
                        .base64("content", signature)
                        .object(
                            "verifier",
                            CanonicalWriter.object()
                                .string("keyDetails", KeyNames.details(key))
                                .object(
                                    "x509Certificate",
                                    CanonicalWriter.object().base64("rawBytes", leaf)))))
        .bytes();
  }

  /** A bundle over a statement. */
  Bytes bundle(PreAuthEncoding statement, List<Bytes> timestamps, List<JsonObject> entries) {
    return CanonicalWriter.object()
        .object(
            "dsseEnvelope",
            CanonicalWriter.object()
                .base64("payload", statement.payload())
                .string("payloadType", statement.payloadType())
                .objects("signatures", List.of(CanonicalWriter.object().base64("sig", signature))))
        .string("mediaType", DocumentTypes.SIGSTORE_BUNDLE)
        .object("verificationMaterial", material(timestamps, entries))
        .bytes();
  }

  /** A bundle over a file that is not in it. */
  Bytes bundle(List<Bytes> timestamps, List<JsonObject> entries) {
    return CanonicalWriter.object()
        .string("mediaType", DocumentTypes.SIGSTORE_BUNDLE)
        .object(
            "messageSignature",
            CanonicalWriter.object()
                .object(
                    "messageDigest",
                    CanonicalWriter.object()
                        .string("algorithm", "SHA2_256")
                        .base64("digest", message.sha256().bytes()))
                .base64("signature", signature))
        .object("verificationMaterial", material(timestamps, entries))
        .bytes();
  }

  private CanonicalWriter material(List<Bytes> timestamps, List<JsonObject> entries) {
    return CanonicalWriter.object()
        .object("certificate", CanonicalWriter.object().base64("rawBytes", leaf))
        .object(
            "timestampVerificationData",
            CanonicalWriter.object()
                .objects(
                    "rfc3161Timestamps",
                    timestamps.stream()
                        .map(each -> CanonicalWriter.object().base64("signedTimestamp", each))
                        .toList()))
        .value("tlogEntries", JsonArray.of(entries));
  }
}
