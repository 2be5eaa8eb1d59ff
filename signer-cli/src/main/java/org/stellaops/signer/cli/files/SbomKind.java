package org.stellaops.signer.cli.files;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
      Pattern.compile("\"specVersion\":\"(\\d+(?:\\.\\d+)*)\"");

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

  /**
   * The kind of {@code document}, told by its content; null if it is none of these, or several: its
   * readers would see different things.
   */
  static @Nullable SbomKind of(CanonicalObject document) {
    if (isOfSeveral(document)) {
      return null;
    }
    if ("CycloneDX".equals(text(document, "bomFormat"))) {
      return CYCLONEDX;
    }
    String spdx = Objects.requireNonNullElse(text(document, "spdxVersion"), "");
    if (spdx.startsWith("SPDX-1.") || spdx.startsWith("SPDX-2.")) {
      return SPDX_2;
    }
    String version = spdx3Version(document);
    return version != null
            && isSpdx30(version)
            && (has(document, "@graph") || has(document, "type") || has(document, "@type"))
        ? SPDX_3
        : null;
  }

  static boolean isOfSeveral(CanonicalObject document) {
    return Stream.of("bomFormat", "spdxVersion", "@context")
            .filter(name -> has(document, name))
            .count()
        > 1;
  }

  static boolean isSpdx30(String version) {
    return (version + ".").startsWith("3.0.");
  }

  /**
   * The version that an SPDX 3 document in JSON-LD has: in the address of its context, be it one
   * text, one of several, or part of an object, or else in a CreationInfo. Where a CreationInfo
   * says another than 3.0, it is that one.
   */
  static @Nullable String spdx3Version(CanonicalObject document) {
    Member context = document.member("@context").orElse(null);
    if (context == null) {
      return null;
    }
    List<String> versions = new ArrayList<>();
    if (context.value().size() <= CONTEXT) {
      VOCABULARY
          .matcher(context.value().utf8())
          .results()
          .limit(1)
          .forEach(found -> versions.add(found.group(1)));
    }
    statedVersions(document).forEach(versions::add);
    return versions.stream()
        .filter(version -> !isSpdx30(version))
        .findFirst()
        .or(() -> versions.stream().findFirst())
        .orElse(null);
  }

  /** What each CreationInfo of an SPDX 3 document says. */
  private static Stream<String> statedVersions(CanonicalObject document) {
    return Stream.of("@graph", "creationInfo")
        .flatMap(name -> document.member(name).stream())
        .map(member -> member.value().utf8())
        .filter(text -> text.contains("\"CreationInfo\""))
        .flatMap(text -> SPEC_VERSION.matcher(text).results())
        .map(found -> found.group(1));
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
