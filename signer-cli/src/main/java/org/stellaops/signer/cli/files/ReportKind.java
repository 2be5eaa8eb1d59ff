package org.stellaops.signer.cli.files;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.json.CanonicalObject;
import org.stellaops.signer.json.CanonicalObject.Member;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonArray;
import org.stellaops.signer.json.JsonKind;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.StrictJson;

/**
 * Reports that are known by what they say they are. A document that says so and lacks what every
 * such document has is none: a reader of the predicate type would be promised what is not there.
 */
public enum ReportKind {
  OPENVEX(
      "OpenVEX",
      "https://openvex.dev/ns",
      "@id, author, timestamp, version and an array statements",
      it -> text(it, "@context").contains("openvex.dev/ns"),
      it ->
          has(it, "@id", "author", "timestamp", "version")
              && isOf(it, "statements", JsonKind.ARRAY)),
  CSAF(
      "CSAF",
      "https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json",
      "a document with category, csaf_version 2.0 or 2.1, publisher, title and tracking",
      it -> inner(it, "document").filter(document -> has(document, "csaf_version")).isPresent(),
      it ->
          inner(it, "document")
              .filter(document ->
                  has(document, "category", "publisher", "title", "tracking")
                      && String.valueOf(SbomKind.text(document, "csaf_version"))
                          .matches("2\\.[01]"))
              .isPresent()),
  SARIF(
      "SARIF",
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0",
      "version 2.1.0 and an array runs, each with a tool.driver.name",
      it -> has(it, "runs", "version") || text(it, "$schema").contains("sarif"),
      it -> "2.1.0".equals(SbomKind.text(it, "version")) && haveTools(it)),
  VULNERABILITIES(
      "a vulnerability scan record of cosign",
      "https://cosign.sigstore.dev/attestation/vuln/v1",
      "a scanner with uri, and metadata with scanStartedOn and scanFinishedOn",
      it -> has(it, "invocation", "scanner", "metadata"),
      it ->
          inner(it, "scanner").filter(scanner -> has(scanner, "uri")).isPresent()
              && inner(it, "metadata")
                  .filter(metadata -> has(metadata, "scanStartedOn", "scanFinishedOn"))
                  .isPresent());

  private static final int LARGEST_RUNS = 256 << 20;

  private final String words;
  private final String predicateType;
  private final String needs;

  /** Lambdas without state. */
  @SuppressWarnings("ImmutableEnumChecker")
  private final Predicate<CanonicalObject> says;

  /** As above. */
  @SuppressWarnings("ImmutableEnumChecker")
  private final Predicate<CanonicalObject> holds;

  ReportKind(
      String words,
      String predicateType,
      String needs,
      Predicate<CanonicalObject> says,
      Predicate<CanonicalObject> holds) {
    this.words = words;
    this.predicateType = predicateType;
    this.needs = needs;
    this.says = says;
    this.holds = holds;
  }

  public String words() {
    return words;
  }

  public String predicateType() {
    return predicateType;
  }

  /** What every document of this kind has. */
  String needs() {
    return needs;
  }

  /** Whether {@code document}, which says that it is of this kind, is. */
  boolean holds(CanonicalObject document) {
    return holds.test(document);
  }

  /** What {@code document} says that it is; empty for none of these. */
  static Optional<ReportKind> of(CanonicalObject document) {
    return Arrays.stream(values()).filter(kind -> kind.says.test(document)).findFirst();
  }

  /** The kind that has this predicate type; empty for any other. */
  static Optional<ReportKind> ofType(String type) {
    return Arrays.stream(values()).filter(kind -> kind.predicateType.equals(type)).findFirst();
  }

  private static String text(CanonicalObject document, String name) {
    @Nullable Member member = document.member(name).orElse(null);
    return member == null || member.value().size() > 4096 ? "" : member.value().utf8();
  }

  private static boolean has(CanonicalObject document, String... names) {
    return Arrays.stream(names).allMatch(name -> SbomKind.has(document, name));
  }

  private static boolean isOf(CanonicalObject document, String name, JsonKind kind) {
    return document.member(name).filter(member -> member.kind() == kind).isPresent();
  }

  private static Optional<CanonicalObject> inner(CanonicalObject document, String name) {
    try {
      Optional<Member> member =
          document.member(name).filter(each -> each.kind() == JsonKind.OBJECT);
      return member.isEmpty()
          ? Optional.empty()
          : Optional.of(StrictJson.object(member.get().value(), JsonLimits.REQUEST));
    } catch (InvalidJson impossible) {
      return Optional.empty();
    }
  }

  private static boolean haveTools(CanonicalObject document) {
    try {
      if (document.member("runs").isPresent()
          && document.member("runs").get().tree(LARGEST_RUNS) instanceof JsonArray runs) {
        for (JsonObject run : runs.objects()) {
          run.object("tool").object("driver").string("name");
        }
        return true;
      }
      return false;
    } catch (InvalidJson other) {
      return false;
    }
  }
}
