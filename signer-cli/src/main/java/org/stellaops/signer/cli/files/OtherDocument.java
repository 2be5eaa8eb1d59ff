package org.stellaops.signer.cli.files;

import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.keyfile.ShellWord;
import org.stellaops.signer.json.CanonicalObject;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonKind;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.StrictJson;

/** Says what a JSON document is that is not the one that was asked for, and what to do with it. */
final class OtherDocument {

  private static final String STATEMENT = "https://in-toto.io/Statement/";
  private static final int MOST_MEMBERS = 64;
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern SHOWN = Pattern.compile("[A-Za-z0-9_./ :@-]{1,64}");

  private OtherDocument() {}

  /** What {@code document} is instead of an SBOM that can be signed. */
  static String insteadOfSbom(Path file, CanonicalObject document) {
    String name = file.toString();
    String type = Objects.requireNonNullElse(SbomKind.text(document, "_type"), "");
    if (type.equals(STATEMENT + "v1")) {
      return name
          + " is an in-toto statement; sign it with: stella sign statement "
          + ShellWord.of(file);
    }
    if (type.startsWith(STATEMENT)) {
      return name + " is an in-toto statement, not an SBOM; " + otherVersion(file, type);
    }
    String known = known(file, document);
    if (known != null) {
      return name + " is " + known;
    }
    String inside = sbomInside(document);
    if (inside != null) {
      return name
          + " has an SBOM in its member "
          + inside
          + "; take it out: "
          + takeOut(file, inside);
    }
    return name
        + " is neither CycloneDX nor SPDX in JSON; to sign it as something else, "
        + ForeignDocument.statementOf(file, "TYPE");
  }

  /** What {@code document}, which is no statement of version 1, is instead. */
  static String insteadOfStatement(Path file, CanonicalObject document) {
    String said = file + " is not an in-toto Statement v1: ";
    String type = SbomKind.text(document, "_type");
    SbomKind sbom = SbomKind.of(document);
    if (sbom != null) {
      return said
          + "it is "
          + sbom.words()
          + "; sign it with: stella sign sbom "
          + ShellWord.of(file);
    }
    if (type != null && type.startsWith(STATEMENT)) {
      return said + otherVersion(file, type);
    }
    String known = known(file, document);
    if (known != null) {
      return said + "it is " + known;
    }
    String inside = sbomInside(document);
    return said
        + (SbomKind.has(document, "_type") ? "its _type is another" : "it has no _type")
        + (inside == null
            ? "; " + ForeignDocument.statementOf(file, "TYPE")
            : "; it has an SBOM in its member " + inside + ": " + takeOut(file, inside));
  }

  private static String otherVersion(Path file, String type) {
    return "it is of version "
        + (SHOWN.matcher(type).matches() ? type.substring(STATEMENT.length()) : "unknown")
        + ", which is verified but not signed; make it v1, and sign that with stella sign"
        + " statement: jq '._type=\""
        + STATEMENT
        + "v1\"' "
        + ShellWord.of(file)
        + " > "
        + ShellWord.output(file, "statement.json");
  }

  private static String takeOut(Path file, String member) {
    return "jq '"
        + member
        + "' "
        + ShellWord.of(file)
        + " > "
        + ShellWord.output(file, "sbom.json");
  }

  private static @Nullable String known(Path file, CanonicalObject document) {
    String input = ShellWord.of(file);
    if (has(document, "payload", "payloadType", "signatures")) {
      return "a DSSE envelope, signed already; stella verify reads it";
    }
    if (has(document, "dsseEnvelope")
        || Objects.requireNonNullElse(SbomKind.text(document, "mediaType"), "")
            .startsWith("application/vnd.dev.sigstore.bundle")) {
      return "a Sigstore bundle, signed already; stella verify reads it";
    }
    if (isArray(document, "attestations")) {
      return "a list of attestations, signed already; take one out and verify it: jq"
          + " '.attestations[0].bundle' "
          + input
          + " > bundle.sigstore.json";
    }
    if (SbomKind.isOfSeveral(document)) {
      return "several formats at once (bomFormat, spdxVersion, @context), which readers would take"
          + " for different things; take out all but one";
    }
    String version = SbomKind.spdx3Version(document);
    if (version != null) {
      return SbomKind.isSpdx30(version)
          ? "SPDX 3 without content: it has neither @graph nor type"
          : "SPDX "
              + version
              + ", of which only 3.0 and 2 are known here; "
              + ForeignDocument.statementOf(file, "TYPE");
    }
    String spdx = SbomKind.text(document, "spdxVersion");
    if (spdx != null && spdx.startsWith("SPDX-3")) {
      return "no SPDX 3 document: that is JSON-LD with an @context of https://spdx.org/rdf/";
    }
    String cyclonedx = cyclonedx(file, document);
    return cyclonedx != null ? cyclonedx : ForeignDocument.sentence(file, document);
  }

  private static @Nullable String cyclonedx(Path file, CanonicalObject document) {
    if ("CycloneDX".equals(SbomKind.text(document, "specFormat"))) {
      return "CycloneDX 2, which is not known here; "
          + ForeignDocument.statementOf(file, "https://cyclonedx.org/bom");
    }
    String format = SbomKind.text(document, "bomFormat");
    boolean schema =
        Objects.requireNonNullElse(SbomKind.text(document, "$schema"), "")
            .contains("cyclonedx.org/schema/");
    return schema
            || "cyclonedx".equalsIgnoreCase(format)
            || has(document, "specVersion", "components")
        ? "no valid CycloneDX: every such document has \"bomFormat\": \"CycloneDX\", written so"
        : null;
  }

  /** Where in {@code document}, one or two members deep, an SBOM is, as jq names it; or null. */
  private static @Nullable String sbomInside(CanonicalObject document) {
    String found = sbomIn(document, "");
    if (found != null) {
      return found;
    }
    int seen = 0;
    for (CanonicalObject.Member member : document.members()) {
      CanonicalObject inner = object(member);
      if (inner != null && seen++ < MOST_MEMBERS && SHOWN.matcher(member.name()).matches()) {
        String deeper = sbomIn(inner, step(member.name()));
        if (deeper != null) {
          return deeper;
        }
      }
    }
    return null;
  }

  private static @Nullable String sbomIn(CanonicalObject document, String prefix) {
    int seen = 0;
    for (CanonicalObject.Member member : document.members()) {
      CanonicalObject inner = object(member);
      if (inner != null
          && seen++ < MOST_MEMBERS
          && SHOWN.matcher(member.name()).matches()
          && SbomKind.of(inner) != null) {
        return prefix + step(member.name());
      }
    }
    return null;
  }

  private static String step(String name) {
    return NAME.matcher(name).matches() ? "." + name : ".\"" + name + "\"";
  }

  private static @Nullable CanonicalObject object(CanonicalObject.Member member) {
    try {
      return member.kind() == JsonKind.OBJECT
          ? StrictJson.object(member.value(), JsonLimits.REQUEST)
          : null;
    } catch (InvalidJson impossible) {
      return null;
    }
  }

  private static boolean isArray(CanonicalObject document, String name) {
    return document.member(name).filter(it -> it.kind() == JsonKind.ARRAY).isPresent();
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
