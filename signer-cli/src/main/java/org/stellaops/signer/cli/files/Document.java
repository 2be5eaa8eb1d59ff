package org.stellaops.signer.cli.files;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.json.CanonicalObject;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonString;
import org.stellaops.signer.json.StrictJson;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;

/**
 * What a person wants signed: a statement's parts, from a file.
 *
 * @param subject canonical JSON of the subjects
 * @param predicate canonical JSON of the predicate
 * @param policy what a report was made under, else null
 */
public record Document(
    Bytes subject, String predicateType, Bytes predicate, @Nullable CanonicalWriter policy) {

  public static final String CYCLONEDX = "https://cyclonedx.org/bom";
  static final String SPDX = "https://spdx.dev/Document";

  private static final int SMALL = 4096;

  /** An SBOM whose kind its own content tells. */
  public static Document sbom(Path file, @Nullable String subject) {
    return sbom(file, LocalFile.read(file), subject);
  }

  /** The same, read already. */
  public static Document sbom(Path file, Bytes content, @Nullable String subject) {
    CanonicalObject document = json(file, content);
    String type;
    if ("CycloneDX".equals(text(document, "bomFormat"))) {
      type = CYCLONEDX;
    } else if (Objects.requireNonNullElse(text(document, "spdxVersion"), "").startsWith("SPDX-")) {
      type = SPDX;
    } else {
      throw CommandFailed.usage(
          file
              + " is neither CycloneDX nor SPDX in JSON; sign other documents with: stella sign"
              + " statement");
    }
    return new Document(subjects(file, content, subject), type, document.canonical(), null);
  }

  /** A report; what {@code policyDigest} and {@code viewSet} say, its predicate says as well. */
  public static Document report(
      Path file, String type, @Nullable String subject, String policyDigest, String viewSet) {
    Bytes content = LocalFile.read(file);
    return new Document(
        subjects(file, content, subject),
        type,
        json(file, content).canonical(),
        CanonicalWriter.object().string("digest", policyDigest).string("viewSet", viewSet));
  }

  /** An in-toto statement, taken apart; the server puts the same one together again. */
  public static Document statement(Path file) {
    CanonicalObject statement = json(file, LocalFile.read(file));
    if (!"https://in-toto.io/Statement/v1".equals(text(statement, "_type"))
        || statement.size() != 4) {
      throw CommandFailed.usage(file + " is not an in-toto Statement v1");
    }
    String type = text(statement, "predicateType");
    return new Document(
        member(file, statement, "subject"),
        Objects.requireNonNullElse(type, ""),
        member(file, statement, "predicate"),
        null);
  }

  private static Bytes member(Path file, CanonicalObject document, String name) {
    return document
        .member(name)
        .orElseThrow(() -> CommandFailed.usage(file + " has no " + name))
        .value();
  }

  private static Bytes subjects(Path file, Bytes content, @Nullable String subject) {
    String name = String.valueOf(file.getFileName());
    Digest digest = content.sha256();
    if (subject != null) {
      int at = subject.lastIndexOf('@');
      try {
        digest = Digest.parse(subject.substring(at + 1));
      } catch (IllegalArgumentException e) {
        throw CommandFailed.usage("--subject is name@sha256:<hex>: " + e.getMessage(), e);
      }
      name = at > 0 ? subject.substring(0, at) : name;
    }
    Bytes one =
        CanonicalWriter.object()
            .object("digest", CanonicalWriter.object().string("sha256", digest.hex()))
            .string("name", name)
            .bytes();
    return Bytes.utf8("[" + one.utf8() + "]");
  }

  private static @Nullable String text(CanonicalObject document, String name) {
    try {
      return document.member(name).isPresent()
              && document.member(name).get().tree(SMALL) instanceof JsonString string
          ? string.value()
          : null;
    } catch (InvalidJson tooLarge) {
      return null;
    }
  }

  private static CanonicalObject json(Path file, Bytes content) {
    try {
      return StrictJson.object(content, JsonLimits.REQUEST);
    } catch (InvalidJson e) {
      throw CommandFailed.usage(file + ": " + e.getMessage(), e);
    }
  }

  /** The body of a request to sign this with {@code keys}, or those of a profile. */
  public Bytes request(String proofOfEntitlement, @Nullable Digest scanner, List<String> keys) {
    CanonicalWriter options = CanonicalWriter.object().string("signingMode", "keyful");
    if (!keys.isEmpty()) {
      options.strings("keys", keys);
    }
    if (policy != null) {
      options.object("policy", policy);
    }
    CanonicalWriter body =
        CanonicalWriter.object()
            .object("options", options)
            .object(
                "poe",
                CanonicalWriter.object()
                    .string("format", "jwt")
                    .string("value", proofOfEntitlement))
            .canonical("predicate", predicate)
            .string("predicateType", predicateType)
            .canonical("subject", subject);
    if (scanner != null) {
      body.string("scannerImageDigest", scanner.toString());
    }
    return body.bytes();
  }
}
