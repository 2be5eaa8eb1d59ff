package org.stellaops.signer.verify.material;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.RawObject;
import org.stellaops.signer.json.StrictJson;
import org.stellaops.signer.model.Bytes;

/**
 * What a log entry says, compared with what was signed (Sigstore client specification §4.4): the
 * same signature, the same key or certificate, and the same subject. The kinds that are read are
 * those of Rekor's {@code pkg/types} that name all three.
 */
public final class EntryBody {

  static final String CHECK = "log-entry-body";

  private static final int MAX_TEXT_BYTES = 64 << 10;

  private EntryBody() {}

  /** Requires that the entry is about this signature. */
  public static void require(LogEntry entry, SignedContent signed) throws NotProven {
    try {
      RawObject body = StrictJson.raw(entry.body(), JsonLimits.REQUEST);
      if (!body.required("kind").string(MAX_TEXT_BYTES).equals(entry.kind())
          || !body.required("apiVersion").string(MAX_TEXT_BYTES).equals(entry.version())) {
        throw wrong("The log entry says that it is of another kind.");
      }
      RawObject spec = body.required("spec").object();
      switch (entry.kind() + " " + entry.version()) {
        case "hashedrekord 0.0.1" -> hashedRekord1(spec, signed);
        case "hashedrekord 0.0.2" ->
            hashedRekord2(spec.required("hashedRekordV002").object(), signed);
        case "dsse 0.0.1" -> dsse1(spec, signed);
        case "dsse 0.0.2" -> dsse2(spec.required("dsseV002").object(), signed);
        case "intoto 0.0.2" -> intoto2(spec.required("content").object(), signed);
        default ->
            throw new NotProven(
                CHECK,
                NotProven.Kind.UNSUPPORTED,
                "Log entries of this kind and version are not supported.");
      }
    } catch (InvalidJson e) {
      throw wrong("The log entry's body is not of its kind.");
    }
  }

  /** {@code hashedrekord/v0.0.1/hashedrekord_v0_0_1_schema.json}. */
  private static void hashedRekord1(RawObject spec, SignedContent signed)
      throws InvalidJson, NotProven {
    RawObject hash = spec.required("data").object().required("hash").object();
    requireDigest(
        hash.required("algorithm").string(MAX_TEXT_BYTES),
        hash.required("value").string(MAX_TEXT_BYTES),
        signed);
    RawObject signature = spec.required("signature").object();
    requireSignature(signature.required("content").base64(), signed);
    requireVerifier(signature.required("publicKey").object().required("content").base64(), signed);
  }

  /** {@code rekor/v2/hashedrekord.proto}. */
  private static void hashedRekord2(RawObject spec, SignedContent signed)
      throws InvalidJson, NotProven {
    RawObject data = spec.requiredField("data").object();
    requireDigest(algorithm(data), data.requiredField("digest").base64().hex(), signed);
    requireSignature2(spec.requiredField("signature").object(), signed);
  }

  /** {@code dsse/v0.0.1/dsse_v0_0_1_schema.json}; its envelopeHash is of a text we do not have. */
  private static void dsse1(RawObject spec, SignedContent signed) throws InvalidJson, NotProven {
    RawObject hash = spec.required("payloadHash").object();
    requirePayload(
        hash.required("algorithm").string(MAX_TEXT_BYTES),
        hash.required("value").string(MAX_TEXT_BYTES),
        signed);
    RawObject only = only(spec.required("signatures"));
    requireSignature(only.required("signature").base64(), signed);
    requireVerifier(only.required("verifier").base64(), signed);
  }

  /** {@code rekor/v2/dsse.proto}. */
  private static void dsse2(RawObject spec, SignedContent signed) throws InvalidJson, NotProven {
    RawObject hash = spec.requiredField("payloadHash").object();
    requirePayload(algorithm(hash), hash.requiredField("digest").base64().hex(), signed);
    requireSignature2(only(spec.requiredField("signatures")), signed);
  }

  /** {@code intoto/v0.0.2/intoto_v0_0_2_schema.json}, which has base64 of base64. */
  private static void intoto2(RawObject content, SignedContent signed)
      throws InvalidJson, NotProven {
    RawObject hash = content.required("payloadHash").object();
    requirePayload(
        hash.required("algorithm").string(MAX_TEXT_BYTES),
        hash.required("value").string(MAX_TEXT_BYTES),
        signed);
    RawObject envelope = content.required("envelope").object();
    String type = envelope.required("payloadType").string(MAX_TEXT_BYTES);
    if (!signed.envelope().map(SignedContent.Envelope::payloadType).equals(Optional.of(type))) {
      throw wrong("The log entry is about another payload type.");
    }
    RawObject only = only(envelope.required("signatures"));
    requireSignature(twice(only.required("sig").base64()), signed);
    requireVerifier(only.required("publicKey").base64(), signed);
  }

  private static Bytes twice(Bytes text) throws NotProven {
    try {
      return text.decodedAnyBase64();
    } catch (IllegalArgumentException e) {
      throw wrong("The log entry's signature is not base64.");
    }
  }

  /** The envelope in a bundle has one signature, so that the entry is about that one alone. */
  private static RawObject only(RawObject.Member signatures) throws InvalidJson, NotProven {
    List<RawObject.Member> all = signatures.elements(16);
    if (all.size() != 1) {
      throw wrong("The log entry is about an envelope with other signatures.");
    }
    return all.get(0).object();
  }

  private static void requireDigest(String algorithm, String hex, SignedContent signed)
      throws NotProven {
    Optional<String> known = signed.digests().hex(algorithm);
    if (known.isEmpty()) {
      throw new NotProven(
          CHECK,
          NotProven.Kind.UNSUPPORTED,
          "The log entry has a hash of the message that there is none to compare with.");
    }
    if (!known.get().equals(hex.toLowerCase(Locale.ROOT))) {
      throw wrong("The log entry is about another artifact or payload.");
    }
  }

  private static void requirePayload(String algorithm, String hex, SignedContent signed)
      throws NotProven {
    if (signed.envelope().isEmpty() || !algorithm.equals("sha256")) {
      throw wrong("The log entry is about an envelope, or has not the SHA-256 of its payload.");
    }
    if (!signed.envelope().get().payload().sha256().hex().equals(hex.toLowerCase(Locale.ROOT))) {
      throw wrong("The log entry is about another payload.");
    }
  }

  private static String algorithm(RawObject hash) throws InvalidJson {
    return switch (hash.requiredField("algorithm").string(MAX_TEXT_BYTES)) {
      case "SHA2_256" -> "sha256";
      case "SHA2_384" -> "sha384";
      case "SHA2_512" -> "sha512";
      default -> "";
    };
  }

  private static void requireSignature(Bytes signature, SignedContent signed) throws NotProven {
    if (!signature.equals(signed.signature())) {
      throw wrong("The log entry is about another signature.");
    }
  }

  /** {@code rekor/v2/verifier.proto}: a signature and what verifies it. */
  private static void requireSignature2(RawObject signature, SignedContent signed)
      throws InvalidJson, NotProven {
    requireSignature(signature.requiredField("content").base64(), signed);
    RawObject verifier = signature.requiredField("verifier").object();
    Optional<RawObject.Member> certificate = verifier.field("x509Certificate");
    Optional<RawObject.Member> key = verifier.field("publicKey");
    if (certificate.isPresent() == key.isPresent()) {
      throw wrong("The log entry names neither a key nor a certificate, or both.");
    }
    RawObject material = certificate.isPresent() ? certificate.get().object() : key.get().object();
    requireSame(material.requiredField("rawBytes").base64(), certificate.isPresent(), signed);
  }

  private static void requireVerifier(Bytes pem, SignedContent signed) throws NotProven {
    PemBlock block = PemBlock.only(pem, CHECK);
    switch (block.label()) {
      case "CERTIFICATE" -> requireSame(block.der(), true, signed);
      case "PUBLIC KEY" -> requireSame(block.der(), false, signed);
      default -> throw wrong("The log entry names neither a key nor a certificate.");
    }
  }

  private static void requireSame(Bytes der, boolean isCertificate, SignedContent signed)
      throws NotProven {
    boolean same =
        isCertificate
            ? signed.certificate().filter(der::equals).isPresent()
            : signed.certificate().isEmpty() && signed.spki().equals(der);
    if (!same) {
      throw wrong("The log entry is about another key or certificate.");
    }
  }

  private static NotProven wrong(String why) {
    return new NotProven(CHECK, why);
  }
}
