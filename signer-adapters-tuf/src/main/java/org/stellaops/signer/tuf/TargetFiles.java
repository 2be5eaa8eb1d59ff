package org.stellaops.signer.tuf;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.tuf.TufOutcome.Problem;
import org.stellaops.signer.ports.tuf.TufRepository;
import org.stellaops.signer.ports.tuf.TufState;

/** Targets, of the repository and as they are kept. */
final class TargetFiles {

  /** Far more than a trusted root has. */
  static final int MOST_BYTES = 16 << 20;

  /** Of no use in a URL below the repository's, whoever signed it. */
  private static final Pattern ASIDE =
      Pattern.compile("^/|/$|//|\\\\|[\\x00-\\x1f\\x7f]|(^|/)\\.{1,2}(/|$)");

  private final TufRepository repository;
  private final TufState state;

  TargetFiles(TufRepository repository, TufState state) {
    this.repository = repository;
    this.state = state;
  }

  static void requirePath(String path) {
    if (path.isEmpty() || ASIDE.matcher(path).find()) {
      throw new UpdateRefused(Problem.UNSUPPORTED, "no path of a target: '" + path + "'");
    }
  }

  /** The target that signed metadata say so of: what is kept of it, or what the repository has. */
  Bytes get(String path, TargetEntry entry) {
    try {
      Optional<Bytes> kept = state.target(path).filter(entry.digests()::areOf);
      if (kept.isPresent()) {
        return kept.get();
      }
      Bytes fetched = fetched(path, entry);
      state.keepTarget(path, fetched);
      return fetched;
    } catch (IOException e) {
      throw KeptMetadata.broken(e);
    }
  }

  private Bytes fetched(String path, TargetEntry entry) {
    Optional<Bytes> content;
    try {
      content = repository.target(entry.location(path), entry.length());
    } catch (TufRepository.TooLong e) {
      throw new UpdateRefused(
          Problem.TOO_LARGE,
          path + " has more than the " + entry.length() + " bytes that are signed",
          e);
    } catch (IOException e) {
      throw new UpdateRefused(Problem.UNREACHABLE, path + ": " + e.getMessage(), e);
    }
    if (content.isEmpty()) {
      throw new UpdateRefused(Problem.MISSING, path + " is missing from the repository");
    }
    if (!entry.digests().areOf(content.get())) {
      throw new UpdateRefused(
          Problem.MISMATCH, path + " has another digest than signed metadata say");
    }
    return content.get();
  }
}
