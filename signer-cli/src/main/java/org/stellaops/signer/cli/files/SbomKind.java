package org.stellaops.signer.cli.files;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.json.CanonicalObject;
import org.stellaops.signer.json.CanonicalObject.Member;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonString;

/** The kinds of SBOM that are known, each with its predicate type. */
enum SbomKind {
  CYCLONEDX("CycloneDX", "https://cyclonedx.org/bom"),
  SPDX_2("SPDX 2", "https://spdx.dev/Document"),
  SPDX_3("SPDX 3.0", "https://spdx.dev/Document/v3");

  private static final int SMALL = 4096;
  private static final int CONTEXT = 64 << 10;

  /** A version in the address of the vocabulary or of its JSON-LD context. */
  private static final Pattern VOCABULARY =
      Pattern.compile(
          "spdx\\.(?:org/rdf|dev/rdf|github\\.io/spdx-spec)/v?(\\d+\\.\\d+(?:\\.\\d+)*)");

  /** What a CreationInfo says: a match in canonical JSON is a member, not text. */
  private static final Pattern SPEC_VERSION =
      Pattern.compile("\"specVersion\":\"(3(?:\\.\\d+)+)\"");

  private final String words;
  private final String predicateType;

  SbomKind(String words, String predicateType) {
    this.words = words;
    this.predicateType = predicateType;
  }

  String words() {
    return words;
  }

  String predicateType() {
    return predicateType;
  }

  /** The kind of {@code document}, told by its content; null if it is none of these. */
  static @Nullable SbomKind of(CanonicalObject document) {
    if ("CycloneDX".equals(text(document, "bomFormat"))) {
      return CYCLONEDX;
    }
    String spdx = Objects.requireNonNullElse(text(document, "spdxVersion"), "");
    if (spdx.startsWith("SPDX-1.") || spdx.startsWith("SPDX-2.")) {
      return SPDX_2;
    }
    String version = spdx3Version(document);
    return version != null
            && (version + ".").startsWith("3.0.")
            && (has(document, "@graph") || has(document, "type") || has(document, "@type"))
        ? SPDX_3
        : null;
  }

  /**
   * The version that an SPDX 3 document in JSON-LD has: in the address of its context, be it one
   * text, one of several, or part of an object, or else in a CreationInfo.
   */
  static @Nullable String spdx3Version(CanonicalObject document) {
    Member context = document.member("@context").orElse(null);
    if (context == null) {
      return null;
    }
    if (context.value().size() <= CONTEXT) {
      Matcher address = VOCABULARY.matcher(context.value().utf8());
      if (address.find()) {
        return address.group(1);
      }
    }
    Member graph = document.member("@graph").orElse(null);
    if (graph == null) {
      return null;
    }
    String elements = graph.value().utf8();
    Matcher creation = SPEC_VERSION.matcher(elements);
    return elements.contains("\"CreationInfo\"") && creation.find() ? creation.group(1) : null;
  }

  static boolean has(CanonicalObject document, String name) {
    return document.member(name).isPresent();
  }

  /** A short text; null if there is none. */
  static @Nullable String text(CanonicalObject document, String name) {
    Member member = document.member(name).orElse(null);
    try {
      return member != null && member.tree(SMALL) instanceof JsonString string
          ? string.value()
          : null;
    } catch (InvalidJson tooLarge) {
      return null;
    }
  }
}
