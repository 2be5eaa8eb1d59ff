package org.stellaops.signer.json.export;

import java.time.Instant;
import java.util.List;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.InvalidField;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.RawObject;
import org.stellaops.signer.json.StrictJson;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.Reason;

/**
 * Where an export comes from: {@code provenance.json}, an in-toto statement with SLSA provenance v1
 * about the manifest, whose digest covers every file of it.
 *
 * <p>What the caller says stands in {@code externalParameters}, {@code resolvedDependencies} and
 * {@code builder.version}; {@code internalParameters} and {@code builder.id} are the signer's.
 *
 * @param manifest the digest of the manifest that it is about
 */
public record ExportProvenance(String name, Instant createdAt, String tenant, Digest manifest) {

  /** The file that has it. */
  public static final String FILE = "provenance.json";

  private static final String BUILDER = "https://stella-ops.org/signer/export/v1";

  static Bytes bytes(ExportOrder order, String tenant, CanonicalWriter tools) {
    ExportManifest manifest = order.manifest();
    CanonicalWriter external = CanonicalWriter.object().string("name", manifest.name());
    if (order.policyDigest() != null) {
      external.string("policyDigest", order.policyDigest().toString());
    }
    CanonicalWriter definition =
        CanonicalWriter.object()
            .string("buildType", DocumentTypes.EXPORT)
            .object("externalParameters", external)
            .object("internalParameters", CanonicalWriter.object().string("tenant", tenant))
            .objects(
                "resolvedDependencies",
                order.materials().stream().map(ExportMaterial::form).toList());
    CanonicalWriter run =
        CanonicalWriter.object()
            .object(
                "builder", CanonicalWriter.object().string("id", BUILDER).object("version", tools))
            .object("metadata", CanonicalWriter.object().time("finishedOn", manifest.createdAt()));
    return CanonicalWriter.object()
        .string("_type", DocumentTypes.STATEMENT)
        .object(
            "predicate",
            CanonicalWriter.object()
                .object("buildDefinition", definition)
                .object("runDetails", run))
        .string("predicateType", DocumentTypes.SLSA_PROVENANCE)
        .objects(
            "subject",
            List.of(
                CanonicalWriter.object()
                    .object(
                        "digest",
                        CanonicalWriter.object().string("sha256", manifest.bytes().sha256().hex()))
                    .string("name", manifest.name())))
        .bytes();
  }

  /**
   * Reads what a verifier compares.
   *
   * @throws InvalidField it is no provenance of an export
   */
  public static ExportProvenance read(Bytes document) throws InvalidField {
    try {
      RawObject statement = StrictJson.raw(document, JsonLimits.REQUEST);
      statement.allowOnly("_type", "subject", "predicateType", "predicate");
      require(statement.required("_type"), DocumentTypes.STATEMENT);
      require(statement.required("predicateType"), DocumentTypes.SLSA_PROVENANCE);
      List<RawObject.Member> subjects = statement.required("subject").elements(1);
      RawObject subject = subjects.get(0).object().allowOnly("name", "digest");
      RawObject predicate = statement.required("predicate").object();
      RawObject definition = predicate.required("buildDefinition").object();
      require(definition.required("buildType"), DocumentTypes.EXPORT);
      RawObject run = predicate.required("runDetails").object();
      String time = text(run.required("metadata").object().required("finishedOn"));
      return new ExportProvenance(
          text(subject.required("name")),
          ExportText.time(time, "$.predicate.runDetails.metadata.finishedOn"),
          text(definition.required("internalParameters").object().required("tenant")),
          new Digest(text(subject.required("digest").object().required("sha256"))));
    } catch (InvalidJson e) {
      throw new InvalidField(e.fault().reason(), e.path(), e.fault().sentence());
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new InvalidField(
          Reason.DIGEST_MALFORMED, "$.subject", "It has one subject with a sha256.");
    }
  }

  private static String text(RawObject.Member member) throws InvalidJson {
    return member.string(8192);
  }

  private static void require(RawObject.Member member, String expected)
      throws InvalidJson, InvalidField {
    if (!text(member).equals(expected)) {
      throw new InvalidField(
          Reason.PREDICATE_TYPE,
          member.path(),
          "A provenance of an export has " + expected + " here.");
    }
  }
}
