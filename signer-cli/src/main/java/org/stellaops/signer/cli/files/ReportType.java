package org.stellaops.signer.cli.files;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.keyfile.ShellWord;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.json.CanonicalObject;

/** The predicate type of a report: as its content says, which has to be what it is. */
final class ReportType {

  /** What a document is, by its own words. */
  private record Known(String words, String predicateType) {}

  private ReportType() {}

  /**
   * The type to sign {@code document} under.
   *
   * @param said by the person; null for nothing
   * @throws CommandFailed it is not what it says, or not what the person says
   */
  static String of(Path file, CanonicalObject document, @Nullable String said) {
    String statement = SbomKind.text(document, "_type");
    if (statement != null && statement.startsWith("https://in-toto.io/Statement/")) {
      throw CommandFailed.usage(
          file
              + " is an in-toto statement, which names its own type; sign it with: stella sign"
              + " statement "
              + ShellWord.of(file));
    }
    Optional<Known> known = known(file, document);
    if (said == null) {
      return known
          .map(Known::predicateType)
          .orElseThrow(() ->
              CommandFailed.usage(
                  file + " is no report of a kind that is known here: say its type with --type"));
    }
    Optional<String> claimed = words(said);
    boolean same = known.isPresent() && known.get().predicateType().equals(said);
    if (claimed.isPresent() && !same) {
      throw CommandFailed.usage(
          file
              + " is not "
              + claimed.get()
              + ", as --type says"
              + known.map(it -> ": it is " + it.words()).orElse(""));
    }
    return said;
  }

  private static Optional<Known> known(Path file, CanonicalObject document) {
    SbomKind sbom = SbomKind.of(document);
    if (sbom != null) {
      return Optional.of(new Known(sbom.words(), sbom.predicateType()));
    }
    Optional<ReportKind> kind = ReportKind.of(document);
    if (kind.isPresent() && !kind.get().holds(document)) {
      throw CommandFailed.usage(
          file
              + " says that it is "
              + kind.get().words()
              + ", and is not: every such document has "
              + kind.get().needs());
    }
    return kind.map(it -> new Known(it.words(), it.predicateType()));
  }

  /** What documents of a type that is known here are. */
  private static Optional<String> words(String type) {
    return ReportKind.ofType(type)
        .map(ReportKind::words)
        .or(() ->
            Arrays.stream(SbomKind.values())
                .filter(kind -> kind.predicateType().equals(type))
                .map(SbomKind::words)
                .findFirst());
  }
}
