package org.stellaops.signer.cli.files;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.keyfile.ShellWord;
import org.stellaops.signer.json.CanonicalObject;

/**
 * JSON documents of other tools: no SBOM and no statement, but known by their members.
 *
 * @param words what it is
 * @param advice what makes something of it that can be signed: a command for the file {@code {}},
 *     or the type of a statement that has it as predicate
 */
record ForeignDocument(String words, Advice advice, Predicate<CanonicalObject> matches) {

  /** What to do with such a document. */
  sealed interface Advice {

    /** Put it into a statement of this type; {@code TYPE} if there is no known one. */
    record Predicated(String type) implements Advice {}

    /** Do as the sentence says. */
    record Do(String sentence) implements Advice {}
  }

  private static final int CONTEXT = 4096;
  private static final Advice STATEMENT = new Advice.Predicated("TYPE");

  private static final List<ForeignDocument> ALL =
      List.of(
          new ForeignDocument(
              "OpenVEX",
              new Advice.Predicated("https://openvex.dev/ns"),
              it -> context(it).contains("openvex.dev/ns")),
          new ForeignDocument(
              "SLSA provenance without its statement",
              new Advice.Predicated("https://slsa.dev/provenance/v1"),
              it -> has(it, "buildDefinition", "runDetails")),
          new ForeignDocument(
              "SLSA provenance v0.2 without its statement",
              new Advice.Predicated("https://slsa.dev/provenance/v0.2"),
              it -> has(it, "builder", "buildType")),
          new ForeignDocument("SARIF", STATEMENT, it -> has(it, "runs", "version")),
          new ForeignDocument("CSAF", STATEMENT, it -> has(it, "document", "vulnerabilities")),
          new ForeignDocument("CSAF", STATEMENT, it -> has(it, "document", "product_tree")),
          new ForeignDocument(
              "a report of npm audit", STATEMENT, it -> has(it, "auditReportVersion")),
          new ForeignDocument(
              "a report of npm audit", STATEMENT, it -> has(it, "advisories", "metadata")),
          new ForeignDocument(
              "Grype's own report", STATEMENT, it -> has(it, "matches", "source", "descriptor")),
          new ForeignDocument(
              "Syft's own form",
              new Advice.Do("make an SBOM of it: syft convert {} -o cyclonedx-json=sbom.cdx.json"),
              it -> has(it, "artifacts", "source", "descriptor")),
          new ForeignDocument(
              "Trivy's own report",
              new Advice.Do(
                  "make an SBOM of it: trivy convert --format cyclonedx --output sbom.cdx.json {}"),
              it -> has(it, "SchemaVersion", "ArtifactName")),
          new ForeignDocument(
              "npm's lock file",
              new Advice.Do("make an SBOM beside it: npm sbom --sbom-format cyclonedx > sbom.json"),
              it -> has(it, "lockfileVersion")),
          new ForeignDocument(
              "a snapshot for GitHub's dependency graph, which is no SBOM",
              new Advice.Do(
                  "export one: gh api repos/OWNER/REPO/dependency-graph/sbom --jq .sbom >"
                      + " sbom.json"),
              it -> has(it, "detector", "manifests")),
          new ForeignDocument(
              "an error message of an API",
              new Advice.Do("ask for the document again"),
              it -> has(it, "message", "documentation_url")),
          new ForeignDocument(
              "an OCI manifest",
              new Advice.Do("sign what it refers to, or sign the image with: cosign sign"),
              it -> has(it, "schemaVersion", "layers") || has(it, "schemaVersion", "manifests")),
          new ForeignDocument(
              "in-toto metadata of the time before statements",
              STATEMENT,
              it -> "link".equals(SbomKind.text(it, "_type")) || has(it, "signed", "signatures")),
          new ForeignDocument(
              "a bundle in cosign's older form, signed already",
              new Advice.Do("have cosign write a Sigstore bundle: --new-bundle-format"),
              it -> has(it, "base64Signature")),
          new ForeignDocument(
              "a JWS, signed already",
              new Advice.Do("sign what is in it"),
              it ->
                  has(it, "payload", "signature", "protected")
                      || (has(it, "payload", "signatures") && !has(it, "payloadType"))));

  /** What {@code document} is, and what to do with it; null if it is none of these. */
  static @Nullable String sentence(Path file, CanonicalObject document) {
    for (ForeignDocument one : ALL) {
      if (one.matches.test(document)) {
        return one.words
            + "; "
            + switch (one.advice) {
              case Advice.Predicated(String type) -> statementOf(file, type);
              case Advice.Do(String sentence) -> sentence.replace("{}", ShellWord.of(file));
            };
      }
    }
    return null;
  }

  /**
   * How to have {@code file} signed as the predicate of a statement.
   *
   * @param type the predicate type; {@code TYPE} if it is the person's to choose
   */
  static String statementOf(Path file, String type) {
    return "make a statement of it, with what it is about for NAME and HEX"
        + (type.equals("TYPE") ? " and its URI for TYPE" : "")
        + ", and sign that with stella sign statement: jq"
        + " '{_type:\"https://in-toto.io/Statement/v1\","
        + "subject:[{name:\"NAME\",digest:{sha256:\"HEX\"}}],predicateType:\""
        + type
        + "\",predicate:.}' "
        + ShellWord.of(file)
        + " > "
        + ShellWord.output(file, "statement.json");
  }

  private static String context(CanonicalObject document) {
    CanonicalObject.Member context = document.member("@context").orElse(null);
    return context == null || context.value().size() > CONTEXT ? "" : context.value().utf8();
  }

  private static boolean has(CanonicalObject document, String... names) {
    for (String name : names) {
      if (!SbomKind.has(document, name)) {
        return false;
      }
    }
    return true;
  }
}
