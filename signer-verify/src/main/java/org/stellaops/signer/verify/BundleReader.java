package org.stellaops.signer.verify;

import java.io.IOException;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.ports.SignatureReader.Format;

/**
 * A Sigstore bundle v0.3 that was signed with a plain key ({@code sigstore_bundle.proto}). What is
 * known but cannot be checked yet (certificates, log entries, timestamps, message signatures) is
 * refused by name: passing over a forged log entry would turn a no into a yes.
 */
final class BundleReader {

  private static final int MAX_ENTRIES = 32;

  private final StrictParser parser;
  private final EnvelopeReader envelope;
  private boolean typed;
  private boolean enveloped;
  private boolean keyed;

  BundleReader(StrictParser parser) {
    this.parser = parser;
    this.envelope = new EnvelopeReader(parser);
  }

  static boolean owns(String name) {
    return switch (name) {
      case "mediaType", "verificationMaterial", "dsseEnvelope", "messageSignature" -> true;
      default -> false;
    };
  }

  void member(String name) throws IOException, MalformedDocument {
    switch (name) {
      case "mediaType" -> {
        if (!parser.text("media-type", 256).equals(DocumentTypes.SIGSTORE_BUNDLE)) {
          throw new MalformedDocument(
              "media-type", "The media type is not " + DocumentTypes.SIGSTORE_BUNDLE + ".");
        }
        typed = true;
      }
      case "verificationMaterial" -> parser.object("verification-material", this::material);
      case "dsseEnvelope" -> {
        parser.object("envelope", envelope::member);
        enveloped = true;
      }
      case "messageSignature" ->
          throw new MalformedDocument("content", "Message signatures are not supported yet.");
      default -> throw new MalformedDocument("bundle", "The bundle has an unknown member.");
    }
  }

  private void material(String name) throws IOException, MalformedDocument {
    switch (name) {
      case "publicKey" -> parser.object("public-key", this::publicKey);
      case "certificate", "x509CertificateChain" ->
          throw new MalformedDocument(
              "verification-material", "Certificates are not supported yet.");
      case "tlogEntries" -> refuseAny("log-entries", "Log entries are not supported yet.");
      case "timestampVerificationData" ->
          parser.object(
              "timestamps",
              inner -> {
                if (!inner.equals("rfc3161Timestamps")) {
                  throw new MalformedDocument(
                      "timestamps", "There is an unknown kind of timestamp.");
                }
                refuseAny("timestamps", "Timestamps are not supported yet.");
              });
      default ->
          throw new MalformedDocument(
              "verification-material", "The verification material has an unknown member.");
    }
  }

  private void publicKey(String name) throws IOException, MalformedDocument {
    if (!name.equals("hint")) {
      throw new MalformedDocument("public-key", "The public key has a member other than hint.");
    }
    keyed = !parser.text("public-key", 1024).isEmpty();
  }

  private void refuseAny(String check, String why) throws IOException, MalformedDocument {
    if (parser.array(check, MAX_ENTRIES, index -> parser.skipObject(check)) > 0) {
      throw new MalformedDocument(check, why);
    }
  }

  SignedDocument document() throws MalformedDocument {
    if (!typed) {
      throw new MalformedDocument("media-type", "The bundle has no mediaType.");
    }
    if (!keyed) {
      throw new MalformedDocument("public-key", "The bundle has no publicKey.hint.");
    }
    if (!enveloped) {
      throw new MalformedDocument("content", "The bundle has no dsseEnvelope.");
    }
    SignedDocument document = envelope.document(Format.SIGSTORE_BUNDLE);
    if (document.signatures().size() != 1) {
      throw new MalformedDocument("signatures", "A bundle has exactly one signature.");
    }
    return document;
  }
}
