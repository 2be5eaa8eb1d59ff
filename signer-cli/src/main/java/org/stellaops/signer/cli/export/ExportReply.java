package org.stellaops.signer.cli.export;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stellaops.signer.cli.files.SignerReply;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonArray;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.RawObject;
import org.stellaops.signer.json.StrictJson;
import org.stellaops.signer.model.Bytes;

/**
 * A signer's answer to a request to sign an export, taken apart.
 *
 * @param signers in the order of every other list here
 * @param whoSigned the same as the answer has them, an array of JSON
 */
public record ExportReply(
    List<Signer> signers, List<Document> documents, Bytes whoSigned, String auditId) {

  private static final JsonLimits ANSWER =
      new JsonLimits(128, 4096, 64, 1024, Integer.MAX_VALUE - 64);
  private static final int SMALL = 1 << 20;
  private static final int MOST_SIGNERS = 8;

  /** A key that signed, as the answer names it; {@code subject} is of a certificate. */
  public record Signer(
      String name,
      String fingerprint,
      String keyDetails,
      String publicKey,
      Optional<String> subject) {}

  /** One signature over a document as it is, and one over its envelope, with their bundles. */
  public record Tuple(Bytes detached, Bytes enveloped, Bytes bundle, Bytes envelopeBundle) {}

  /**
   * A document and its signatures.
   *
   * @param content its bytes: the payload of the envelope
   * @param envelope with every signature
   */
  public record Document(
      String file, String payloadType, Bytes content, Bytes envelope, List<Tuple> tuples) {}

  /** Reads what an export's signer answers. */
  public static ExportReply of(SignerReply reply) {
    try {
      RawObject whole = StrictJson.raw(reply.answer(), ANSWER);
      List<Signer> signers = signers(whole.required("signers"));
      List<Document> documents = new ArrayList<>();
      for (RawObject.Member each : whole.required("documents").elements(2)) {
        documents.add(document(each.object(), signers.size()));
      }
      return new ExportReply(
          signers,
          documents,
          whole.required("signers").canonical(),
          whole.required("auditId").string(SMALL));
    } catch (InvalidJson | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw CommandFailed.answer("the server's answer cannot be read", e);
    }
  }

  private static List<Signer> signers(RawObject.Member member) throws InvalidJson {
    List<Signer> signers = new ArrayList<>();
    if (member.tree(SMALL, SMALL) instanceof JsonArray all) {
      for (JsonObject each : all.objects()) {
        signers.add(
            new Signer(
                each.string("name"),
                each.string("fingerprint"),
                each.string("keyDetails"),
                each.string("publicKey"),
                each.optionalString("subject")));
      }
    }
    Set<String> names = new HashSet<>();
    // They become names of files.
    boolean wellNamed =
        signers.stream()
            .allMatch(signer -> ExportNames.isSigner(signer.name()) && names.add(signer.name()));
    if (signers.isEmpty() || signers.size() > MOST_SIGNERS || !wellNamed) {
      throw new IllegalArgumentException("no signers of an export");
    }
    return signers;
  }

  private static Document document(RawObject form, int signers) throws InvalidJson {
    RawObject dsse = form.required("dsse").object();
    List<RawObject.Member> detached = form.required("detached").elements(MOST_SIGNERS);
    List<RawObject.Member> enveloped = dsse.required("signatures").elements(MOST_SIGNERS);
    List<RawObject.Member> bundles = form.required("messageBundles").elements(MOST_SIGNERS);
    List<RawObject.Member> inEnvelopes = form.required("envelopeBundles").elements(MOST_SIGNERS);
    if (enveloped.size() != signers
        || detached.size() != signers
        || bundles.size() != signers
        || inEnvelopes.size() != signers) {
      throw new IllegalArgumentException("a signature is missing");
    }
    List<Tuple> tuples = new ArrayList<>();
    for (int i = 0; i < signers; i++) {
      tuples.add(
          new Tuple(
              detached.get(i).base64(),
              enveloped.get(i).object().required("sig").base64(),
              bundles.get(i).canonical(),
              inEnvelopes.get(i).canonical()));
    }
    return new Document(
        form.required("file").string(SMALL),
        dsse.required("payloadType").string(SMALL),
        dsse.required("payload").base64(),
        form.required("dsse").canonical(),
        tuples);
  }

  /** Who signed, as it is kept beside the signatures. */
  Bytes signersDocument() {
    return CanonicalWriter.object()
        .string("schema", "https://stella-ops.org/schemas/export/signers/v1")
        .canonical("signers", whoSigned)
        .bytes();
  }
}
