package org.stellaops.signer.verify;

import java.security.Provider;
import java.util.List;
import java.util.Optional;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.RawObject;
import org.stellaops.signer.json.StrictJson;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.KeyIdentity;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.ports.Check;
import org.stellaops.signer.ports.SignatureReader;
import org.stellaops.signer.verify.SignedDocument.SignatureEntry;
import org.stellaops.signer.verify.SignedDocument.Unchecked;

/**
 * Reads DSSE envelopes and Sigstore bundles as their specifications and protobuf's JSON have them,
 * and checks each signature over the pre-authentication encoding of the decoded payload, which is
 * what it hands on. An ECDSA P-384 key is used with SHA-384 only. Safe for concurrent use; memory
 * is the document and its payload.
 */
public final class JsonSignatureReader implements SignatureReader {

  private final SignatureVerifier verifier;

  /** Signatures are checked by the platform's providers. */
  public JsonSignatureReader() {
    this.verifier = SignatureVerifier.platform();
  }

  public JsonSignatureReader(JcaProviders providers) {
    this.verifier = SignatureVerifier.by(providers);
  }

  /**
   * As the first, with the algorithms of {@code preferred} in place of the platform's; what it has
   * no algorithm for, the platform checks.
   */
  public JsonSignatureReader(Provider preferred) {
    this.verifier = SignatureVerifier.preferring(preferred);
  }

  @Override
  public Reading read(Bytes document, List<PinnedKey> keys) {
    try {
      SignedDocument parsed = parse(StrictJson.raw(document, JsonLimits.REQUEST));
      PreAuthEncoding signed = PreAuthEncoding.of(parsed.payloadType(), parsed.payload());
      List<Finding> findings =
          parsed.signatures().stream().map(entry -> finding(signed, entry, keys)).toList();
      Reading.Read read =
          new Reading.Read(parsed.format(), parsed.payloadType(), parsed.payload(), findings);
      if (parsed.unchecked().isEmpty()) {
        return read;
      }
      Unchecked unchecked = parsed.unchecked().get();
      return new Reading.Unsupported(unchecked.check(), unchecked.why(), Optional.of(read));
    } catch (InvalidJson e) {
      return new Reading.Malformed(e.fault().reason().word(), sentence(e));
    } catch (MalformedDocument e) {
      return e.isUnsupported()
          ? new Reading.Unsupported(e.check(), e.why(), Optional.empty())
          : new Reading.Malformed(e.check(), e.why());
    }
  }

  /** Either form of document by its members; a mixture of both is neither. */
  private static SignedDocument parse(RawObject document) throws InvalidJson, MalformedDocument {
    boolean envelope = hasOneOf(document, EnvelopeReader.MEMBERS);
    boolean bundle = hasOneOf(document, BundleReader.MEMBERS);
    if (envelope == bundle) {
      throw new MalformedDocument(
          "form", "The document is neither a DSSE envelope nor a Sigstore bundle.");
    }
    return envelope
        ? EnvelopeReader.read(document, Format.DSSE_ENVELOPE)
        : BundleReader.read(document);
  }

  private static boolean hasOneOf(RawObject document, String[] names) throws InvalidJson {
    for (String name : names) {
      if (document.field(name).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** Without the path, which holds names out of the document. */
  private static String sentence(InvalidJson e) {
    String sentence = e.fault().sentence();
    return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1) + ".";
  }

  private Finding finding(PreAuthEncoding signed, SignatureEntry entry, List<PinnedKey> keys) {
    Optional<PinnedKey> signer =
        keys.stream().filter(key -> verifier.verifies(signed, entry.sig(), key)).findFirst();
    Check check =
        signer
            .map(key ->
                new Check(
                    "signature",
                    Check.Outcome.PASSED,
                    "Made with the key " + key.fingerprint() + " (" + key.algorithm() + ")."))
            .orElseGet(() ->
                new Check(
                    "signature",
                    Check.Outcome.FAILED,
                    "Not made over this payload with a given key."));
    return new Finding(
        entry.keyid(), signer.map(KeyIdentity::new), Optional.empty(), List.of(check));
  }
}
