package org.stellaops.signer.cli.files;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.keyfile.ShellWord;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.json.CanonicalObject;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonFault;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.RoundedNumber;
import org.stellaops.signer.json.StrictJson;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.DocumentTypes;

/**
 * What a person wants signed: a statement's parts, from a file.
 *
 * @param subject canonical JSON of the subjects
 * @param predicate canonical JSON of the predicate; null if the statement has none
 * @param policy what a report was made under, else null
 * @param notes what the person should know about the document, a line each
 */
public record Document(
    Bytes subject,
    String predicateType,
    @Nullable Bytes predicate,
    @Nullable CanonicalWriter policy,
    List<String> notes) {

  public static final String CYCLONEDX = SbomKind.CYCLONEDX.predicateType();

  private static final Set<String> OF_STATEMENT =
      Set.of("_type", "subject", "predicateType", "predicate");

  public Document {
    notes = List.copyOf(notes);
  }

  /** An SBOM whose kind its own content tells. */
  public static Document sbom(Path file, @Nullable String subject) {
    return sbom(file, LocalFile.read(file), subject);
  }

  /** The same, read already. */
  public static Document sbom(Path file, Bytes content, @Nullable String subject) {
    CanonicalObject document = json(file, content, "sbom.json");
    SbomKind kind = SbomKind.of(document);
    if (kind == null) {
      throw CommandFailed.usage(OtherDocument.insteadOfSbom(file, document));
    }
    return new Document(
        subjects(file, content, subject),
        kind.predicateType(),
        document.canonical(),
        null,
        notes(document));
  }

  /**
   * A report; what {@code policyDigest} and {@code viewSet} say, its predicate says as well.
   *
   * @param type the predicate type; null for that of what the report says that it is
   * @param policyDigest null, as {@code viewSet}, where it was made under no policy
   */
  public static Document report(
      Path file,
      @Nullable String type,
      @Nullable String subject,
      @Nullable String policyDigest,
      @Nullable String viewSet) {
    Bytes content = LocalFile.read(file);
    CanonicalObject document = json(file, content, "report.json");
    return new Document(
        subjects(file, content, subject),
        ReportType.of(file, document, type),
        document.canonical(),
        policyDigest == null || viewSet == null
            ? null
            : CanonicalWriter.object().string("digest", policyDigest).string("viewSet", viewSet),
        notes(document));
  }

  /** An in-toto statement, taken apart; the server puts the same one together again. */
  public static Document statement(Path file) {
    return statement(file, LocalFile.read(file));
  }

  /** The same, made already. */
  public static Document statement(Path file, Bytes content) {
    CanonicalObject statement = json(file, content, "statement.json");
    if (!DocumentTypes.STATEMENT.equals(SbomKind.text(statement, "_type"))) {
      throw CommandFailed.usage(OtherDocument.insteadOfStatement(file, statement));
    }
    Optional<CanonicalObject.Member> unknown = statement.memberBut(OF_STATEMENT);
    if (unknown.isPresent()) {
      throw CommandFailed.usage(
          file + " has a member that no in-toto Statement v1 has, at " + unknown.get().path());
    }
    String type = SbomKind.text(statement, "predicateType");
    if (type == null) {
      throw CommandFailed.usage(file + " has no predicateType that is a text");
    }
    Bytes subject =
        statement
            .member("subject")
            .orElseThrow(() -> CommandFailed.usage(file + " has no subject"))
            .value();
    Bytes predicate = statement.member("predicate").map(CanonicalObject.Member::value).orElse(null);
    return new Document(subject, type, predicate, null, notes(statement));
  }

  private static Bytes subjects(Path file, Bytes content, @Nullable String subject) {
    String name = LocalFile.name(file);
    Digest digest = content.sha256();
    if (subject != null) {
      int at = subject.lastIndexOf('@');
      if (at < 1) {
        throw CommandFailed.usage(
            "--subject is NAME@sha256:HEX: the name of what has this digest is missing");
      }
      name = subject.substring(0, at);
      try {
        digest = Digest.parse(subject.substring(at + 1));
      } catch (IllegalArgumentException e) {
        throw CommandFailed.usage("--subject is NAME@sha256:HEX: " + e.getMessage(), e);
      }
    }
    try {
      Bytes one =
          CanonicalWriter.object()
              .object("digest", CanonicalWriter.object().string("sha256", digest.hex()))
              .string("name", name)
              .bytes();
      return Bytes.utf8("[" + one.utf8() + "]");
    } catch (IllegalArgumentException e) {
      throw CommandFailed.usage(
          (subject == null ? "the name of the file" : "--subject")
              + " holds what a JSON text cannot (RFC 7493 §2.1)",
          e);
    }
  }

  private static CanonicalObject json(Path file, Bytes content, String made) {
    FileForm other = FileForm.of(content);
    if (other != null) {
      throw CommandFailed.usage(other.sentence(file, made));
    }
    Bytes text = LocalFile.withoutByteOrderMark(content);
    try {
      return StrictJson.object(text, JsonLimits.REQUEST);
    } catch (InvalidJson e) {
      throw CommandFailed.usage(
          file
              + ": "
              + e.getMessage()
              + (text.size() < content.size()
                  ? " (bytes are counted after the byte order mark)"
                  : "")
              + (e.fault() == JsonFault.TRAILING_DATA
                  ? "; of several documents in one file, sign each by itself: jq -s '.[0]' "
                      + ShellWord.of(file)
                      + " > "
                      + ShellWord.output(file, made)
                  : ""),
          e);
    }
  }

  private static List<String> notes(CanonicalObject document) {
    List<String> notes = new ArrayList<>();
    for (RoundedNumber number : document.rounded()) {
      notes.add(
          "note: "
              + number.text()
              + " at "
              + number.path()
              + " is signed as "
              + number.canonical()
              + ", the same IEEE 754 double (RFC 8785)");
    }
    int further = document.roundedCount() - document.rounded().size();
    if (further > 0) {
      notes.add("note: and " + further + " more such numbers");
    }
    return notes;
  }

  /** The statement that a signer makes of this, byte for byte: what it must have signed. */
  public Bytes payload() {
    CanonicalWriter statement =
        CanonicalWriter.object()
            .string("_type", DocumentTypes.STATEMENT)
            .string("predicateType", predicateType)
            .canonical("subject", subject);
    if (predicate != null) {
      statement.canonical("predicate", predicate);
    }
    return statement.bytes();
  }

  static CanonicalWriter proof(String proofOfEntitlement) {
    return CanonicalWriter.object().string("format", "jwt").string("value", proofOfEntitlement);
  }

  /**
   * The body of a request to sign this as it is wanted.
   *
   * @param proofOfEntitlement null for none
   */
  public Bytes request(@Nullable String proofOfEntitlement, ScannerImage scanner, Wanted wanted) {
    CanonicalWriter options = wanted.options();
    if (policy != null) {
      options.object("policy", policy);
    }
    CanonicalWriter body =
        CanonicalWriter.object()
            .object("options", options)
            .string("predicateType", predicateType)
            .canonical("subject", subject);
    if (proofOfEntitlement != null) {
      body.object("poe", proof(proofOfEntitlement));
    }
    if (predicate != null) {
      body.canonical("predicate", predicate);
    }
    scanner.into(body);
    return body.bytes();
  }
}
