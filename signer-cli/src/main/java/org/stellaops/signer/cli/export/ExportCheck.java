package org.stellaops.signer.cli.export;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.stellaops.signer.cli.export.ExportReply.Document;
import org.stellaops.signer.cli.export.ExportReply.Signer;
import org.stellaops.signer.cli.export.ExportReply.Tuple;
import org.stellaops.signer.cli.files.SignedCheck;
import org.stellaops.signer.json.InvalidField;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.RawObject;
import org.stellaops.signer.json.StrictJson;
import org.stellaops.signer.json.export.ExportOrder;
import org.stellaops.signer.json.export.ExportProvenance;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.ExportDocument;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.verify.material.SignatureVerifier;

/**
 * Holds an answer against what was asked, before anything of it is kept: the documents are those
 * that are composed from the order here too, and each signature is that of its key.
 */
public final class ExportCheck {

  private static final Map<String, String> PAYLOAD_TYPES =
      Map.of(
          ExportNames.DOCUMENTS.get(0), DocumentTypes.EXPORT_MANIFEST,
          ExportNames.DOCUMENTS.get(1), DocumentTypes.IN_TOTO);

  private final ExportOrder order;
  private final List<String> keys;
  private final Set<String> fingerprints;

  /**
   * @param keys the keys that were named; none if the tenant's choice was left open
   * @param fingerprints of the keys that may sign; none accepts any
   */
  public ExportCheck(ExportOrder order, List<String> keys, Set<String> fingerprints) {
    this.order = order;
    this.keys = List.copyOf(keys);
    this.fingerprints = Set.copyOf(fingerprints);
  }

  /**
   * Requires that the answer is what was asked for.
   *
   * @return what to tell the caller, if others signed than were named
   */
  public Optional<String> require(ExportReply reply) {
    List<String> names = reply.signers().stream().map(Signer::name).toList();
    if (!keys.isEmpty() && keys.size() != names.size()) {
      throw SignedCheck.wrong("it is signed by more or fewer keys than were named");
    }
    List<PinnedKey> signers = new ArrayList<>();
    for (Signer signer : reply.signers()) {
      PinnedKey key =
          SignedCheck.key(signer.publicKey(), signer.fingerprint(), signer.keyDetails());
      if (!fingerprints.isEmpty() && !fingerprints.contains(key.fingerprint().toString())) {
        throw SignedCheck.wrong("the key " + key.fingerprint() + " is none of --expect-key");
      }
      signers.add(key);
    }
    if (new HashSet<>(signers).size() != signers.size()) {
      throw SignedCheck.wrong("one key signed it twice");
    }
    if (!reply.documents().stream().map(Document::file).toList().equals(ExportNames.DOCUMENTS)) {
      throw SignedCheck.wrong("it has other documents than an export has");
    }
    reply
        .documents()
        .forEach(document -> {
          requireSame(document);
          requireSigned(document, signers);
        });
    return SignedCheck.replaced(keys, names);
  }

  /** The tenant alone is the signer's word; with it the provenance is known to the byte. */
  private void requireSame(Document document) {
    Bytes expected = order.manifest().bytes();
    if (!document.file().equals(ExportNames.DOCUMENTS.get(0))) {
      try {
        expected = order.provenance(ExportProvenance.read(document.content()).tenant());
      } catch (InvalidField e) {
        throw SignedCheck.wrong("its provenance cannot be read");
      }
    }
    if (!document.content().equals(expected)
        || !document.payloadType().equals(PAYLOAD_TYPES.get(document.file()))) {
      throw SignedCheck.wrong("another " + document.file() + " is signed than was asked for");
    }
  }

  private static void requireSigned(Document document, List<PinnedKey> signers) {
    PreAuthEncoding enveloped = PreAuthEncoding.of(document.payloadType(), document.content());
    ExportDocument plain = ExportDocument.of(document.content());
    SignatureVerifier verifier = SignatureVerifier.platform();
    for (int i = 0; i < signers.size(); i++) {
      Tuple tuple = document.tuples().get(i);
      if (!verifier.verifies(enveloped, tuple.enveloped(), signers.get(i))
          || !verifier.verifies(plain, tuple.detached(), signers.get(i))
          || !isOf(document, tuple)) {
        throw SignedCheck.wrong("a signature in it does not verify under its key");
      }
    }
  }

  /** Whether the bundles carry the very signatures that were checked. */
  private static boolean isOf(Document document, Tuple tuple) {
    try {
      RawObject message =
          StrictJson.raw(tuple.bundle(), JsonLimits.REQUEST).required("messageSignature").object();
      RawObject envelope =
          StrictJson.raw(tuple.envelopeBundle(), JsonLimits.REQUEST)
              .required("dsseEnvelope")
              .object();
      List<RawObject.Member> signatures = envelope.required("signatures").elements(1);
      return message.required("signature").base64().equals(tuple.detached())
          && envelope.required("payload").base64().equals(document.content())
          && signatures.size() == 1
          && signatures.get(0).object().required("sig").base64().equals(tuple.enveloped());
    } catch (InvalidJson e) {
      return false;
    }
  }
}
