package org.stellaops.signer.verify;

import java.security.Provider;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.RawObject;
import org.stellaops.signer.json.StrictJson;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.KeyIdentity;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.ports.SignatureReader;
import org.stellaops.signer.verify.SignedDocument.Content;
import org.stellaops.signer.verify.SignedDocument.SignatureEntry;
import org.stellaops.signer.verify.SignedDocument.Unchecked;
import org.stellaops.signer.verify.material.NotProven;
import org.stellaops.signer.verify.material.SignatureVerifier;
import org.stellaops.signer.verify.trust.WindowedKey;

/**
 * Reads DSSE envelopes and Sigstore bundles as their specifications and protobuf's JSON have them,
 * and checks each signature over the pre-authentication encoding of the decoded payload, which is
 * what it hands on. An ECDSA P-384 key is used with SHA-384 only. What a bundle has beside that
 * (certificates, log entries, timestamps) is checked against a trusted root if there is one, and is
 * unsupported by name if there is none: passing over a forged log entry would turn a no into a yes.
 * Safe for concurrent use; memory is the document and its payload.
 */
public final class JsonSignatureReader implements SignatureReader {

  private final SignatureVerifier verifier;
  private final Optional<Trusting> trusting;
  private final ContentSignatures signatures;
  private final Requirements requirements;

  /** Signatures are checked by the platform's providers. */
  public JsonSignatureReader() {
    this(SignatureVerifier.platform(), null, null);
  }

  public JsonSignatureReader(JcaProviders providers) {
    this(SignatureVerifier.by(providers), null, null);
  }

  /**
   * As the first, with the algorithms of {@code preferred} in place of the platform's; what it has
   * no algorithm for, the platform checks.
   */
  public JsonSignatureReader(Provider preferred) {
    this(SignatureVerifier.preferring(preferred), null, null);
  }

  /** What checks the material beside a signature by a plain key, and by a certificate. */
  private record Trusting(MaterialExaminer keys, MaterialExaminer certificates) {}

  private JsonSignatureReader(
      SignatureVerifier verifier,
      @Nullable MaterialTrust trust,
      @Nullable MaterialTrust certificates) {
    this.verifier = verifier;
    this.trusting =
        trust == null || certificates == null
            ? Optional.empty()
            : Optional.of(
                new Trusting(
                    new MaterialExaminer(trust, verifier),
                    new MaterialExaminer(certificates, verifier)));
    this.signatures = new ContentSignatures(verifier, trust == null ? null : trust.clock());
    this.requirements = trust == null ? Requirements.NONE : trust.requirements();
  }

  /** The same that checks certificates, log entries and timestamps as well. */
  public JsonSignatureReader trusting(MaterialTrust trust) {
    return new JsonSignatureReader(verifier, trust, trust);
  }

  /** The same, where signatures with certificates must have other things than those by keys. */
  public JsonSignatureReader trusting(MaterialTrust keys, MaterialTrust certificates) {
    return new JsonSignatureReader(verifier, keys, certificates);
  }

  @Override
  public Reading read(Bytes document, List<PinnedKey> keys) {
    List<WindowedKey> always = keys.stream().map(WindowedKey::always).toList();
    return reading(examine(document, always, null));
  }

  @Override
  public Reading readAttached(
      String mediaType, Bytes content, Map<String, String> annotations, List<PinnedKey> keys) {
    List<WindowedKey> always = keys.stream().map(WindowedKey::always).toList();
    return reading(
        examine(() -> AttachedReader.read(mediaType, content, annotations), always, null));
  }

  private static Reading reading(Examined examined) {
    return switch (examined) {
      case Examined.Found found -> reading(found);
      case Examined.Malformed(String check, String why) -> new Reading.Malformed(check, why);
      case Examined.Unsupported(String check, String why) ->
          new Reading.Unsupported(check, why, Optional.empty());
    };
  }

  private static Reading reading(Examined.Found found) {
    return switch (found.content()) {
      case Content.Envelope envelope -> read(found, envelope.payloadType(), envelope.payload());
      case Content.Plain plain -> read(found, DocumentTypes.SIMPLE_SIGNING, plain.payload());
      case Content.Message message ->
          new Reading.Unsupported(
              "content", "A message signature states nothing of a release.", Optional.empty());
    };
  }

  private static Reading read(Examined.Found found, String payloadType, Bytes payload) {
    Reading.Read read = new Reading.Read(found.format(), payloadType, payload, found.findings());
    return found
        .unchecked()
        .<Reading>map(unchecked ->
            new Reading.Unsupported(unchecked.check(), unchecked.why(), Optional.of(read)))
        .orElse(read);
  }

  /** As {@link DocumentExaminer} has it. */
  Examined examine(Bytes document, List<WindowedKey> keys, @Nullable ArtifactDigests artifact) {
    return examine(() -> parse(StrictJson.raw(document, JsonLimits.REQUEST)), keys, artifact);
  }

  /** Reads a document. */
  private interface Parser {
    SignedDocument parse() throws InvalidJson, MalformedDocument;
  }

  private Examined examine(
      Parser parser, List<WindowedKey> keys, @Nullable ArtifactDigests artifact) {
    try {
      SignedDocument parsed = parser.parse();
      if (parsed.material().isPresent() && trusting.isPresent()) {
        VerificationMaterial beside = parsed.material().get();
        boolean certified = !beside.hasPlainKey();
        MaterialExaminer material =
            certified ? trusting.get().certificates() : trusting.get().keys();
        Finding finding = material.examine(parsed, beside, keys, artifact);
        return found(parsed, certified, List.of(finding), parsed.unchecked());
      }
      return withoutTrust(parsed, keys, artifact);
    } catch (InvalidJson e) {
      return new Examined.Malformed(e.fault().reason().word(), sentence(e));
    } catch (MalformedDocument e) {
      return e.isUnsupported()
          ? new Examined.Unsupported(e.check(), e.why())
          : new Examined.Malformed(e.check(), e.why());
    }
  }

  private Examined withoutTrust(
      SignedDocument parsed, List<WindowedKey> keys, @Nullable ArtifactDigests artifact)
      throws InvalidJson, MalformedDocument {
    Optional<Unchecked> unchecked = parsed.unchecked();
    if (parsed.material().isPresent()) {
      VerificationMaterial beside = parsed.material().get();
      if (!beside.hasPlainKey()) {
        return new Examined.Unsupported(
            "verification-material", "A certificate needs a trusted root.");
      }
      unchecked = unchecked.isPresent() ? unchecked : beside.uncheckedWithoutTrust();
    }
    List<Finding> findings =
        parsed.signatures().stream()
            .map(entry -> finding(parsed.content(), entry, keys, artifact))
            .toList();
    return found(parsed, false, findings, unchecked);
  }

  private static Examined found(
      SignedDocument parsed,
      boolean certified,
      List<Finding> findings,
      Optional<Unchecked> unchecked) {
    return new Examined.Found(parsed.format(), parsed.content(), certified, findings, unchecked);
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

  private Finding finding(
      Content content,
      SignatureEntry entry,
      List<WindowedKey> keys,
      @Nullable ArtifactDigests artifact) {
    CheckList checks = new CheckList();
    checks.add(this::requireNothingBeside);
    Optional<PinnedKey> signer = Optional.empty();
    if (MessageChecks.isKnown(content, artifact, checks)) {
      signer =
          signatures.signer(
              content, entry.sig(), keys, ContentDigests.of(content, artifact), List.of(), checks);
    }
    return new Finding(
        entry.keyid(),
        checks.allGood() ? signer.map(KeyIdentity::new) : Optional.empty(),
        signer.map(KeyIdentity::new),
        Optional.empty(),
        checks.all());
  }

  /** An envelope has no place for what may be required of a bundle. */
  private void requireNothingBeside() throws NotProven {
    if (requirements.logs() > 0) {
      throw new NotProven("log-entry", "An envelope is in no log; bundles are.");
    }
    if (requirements.timestamps() > 0) {
      throw new NotProven("timestamp", "An envelope has no timestamp; bundles have.");
    }
  }
}
