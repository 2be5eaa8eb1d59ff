package org.stellaops.signer.verify;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.SignatureReader.Format;
import org.stellaops.signer.verify.SignedDocument.SignatureEntry;

/**
 * The three members of a DSSE envelope ({@code dsse/envelope.md}). Other members are refused: a
 * certificate or timestamp that we cannot check must not look as if it had been.
 */
final class EnvelopeReader {

  static final int MAX_SIGNATURES = 16;
  private static final int MAX_SIGNATURE_BYTES = 8192;

  private final StrictParser parser;
  private @Nullable Bytes payload;
  private @Nullable String payloadType;
  private @Nullable List<SignatureEntry> signatures;

  EnvelopeReader(StrictParser parser) {
    this.parser = parser;
  }

  static boolean owns(String name) {
    return name.equals("payload") || name.equals("payloadType") || name.equals("signatures");
  }

  void member(String name) throws IOException, MalformedDocument {
    switch (name) {
      case "payload" -> payload = parser.base64("payload");
      case "payloadType" -> payloadType = parser.text("payload-type", 1024);
      case "signatures" -> signatures = readSignatures();
      default ->
          throw new MalformedDocument(
              "envelope", "The envelope has a member other than payload, payloadType, signatures.");
    }
  }

  private List<SignatureEntry> readSignatures() throws IOException, MalformedDocument {
    List<SignatureEntry> found = new ArrayList<>();
    parser.array("signatures", MAX_SIGNATURES, index -> found.add(readSignature()));
    return List.copyOf(found);
  }

  private SignatureEntry readSignature() throws IOException, MalformedDocument {
    class Parts {
      String keyid = "";
      @Nullable Bytes sig;
    }
    Parts parts = new Parts();
    parser.object(
        "signatures",
        name -> {
          switch (name) {
            case "keyid" -> parts.keyid = parser.text("signatures", 1024);
            case "sig" -> parts.sig = parser.base64("signatures");
            default ->
                throw new MalformedDocument(
                    "signatures", "A signature has a member other than keyid and sig.");
          }
        });
    Bytes sig = parts.sig;
    if (sig == null || sig.isEmpty() || sig.size() > MAX_SIGNATURE_BYTES) {
      throw new MalformedDocument(
          "signatures", "A signature has no sig, an empty one or one over 8192 bytes.");
    }
    return new SignatureEntry(parts.keyid, sig);
  }

  SignedDocument document(Format format) throws MalformedDocument {
    if (payload == null) {
      throw new MalformedDocument("payload", "The envelope has no payload.");
    }
    if (payloadType == null || payloadType.isEmpty()) {
      throw new MalformedDocument("payload-type", "The envelope has no payloadType.");
    }
    if (signatures == null || signatures.isEmpty()) {
      throw new MalformedDocument("signatures", "The envelope has no signature.");
    }
    return new SignedDocument(format, payloadType, payload, signatures);
  }
}
