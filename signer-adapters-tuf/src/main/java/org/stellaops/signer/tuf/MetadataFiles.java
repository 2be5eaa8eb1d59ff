package org.stellaops.signer.tuf;

import dev.sigstore.tuf.Fetcher;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.tuf.TufOutcome.Problem;
import org.stellaops.signer.ports.tuf.TufRepository;

/**
 * Metadata as the repository has them. The library gets to see only what one strict reader has
 * read: its own takes comments, bare names and repeated members.
 */
final class MetadataFiles implements Fetcher {

  /** New roots in one update; more than any repository has had. */
  static final int MOST_ROOTS = 256;

  private static final int MOST_BYTES = 2_000_000;
  static final JsonLimits LIMITS = new JsonLimits(32, 4096, 64, 1 << 16, MOST_BYTES);
  private static final Pattern VERSION = Pattern.compile("^[0-9]+\\.");
  private static final Pattern ROOT = Pattern.compile("[0-9]+\\.root\\.json");

  private final TufRepository repository;
  private final Map<String, Bytes> seen = new HashMap<>();
  private String asked = "";
  private String last = "";
  private int roots;

  MetadataFiles(TufRepository repository) {
    this.repository = repository;
  }

  static boolean isRoot(String file) {
    return ROOT.matcher(file).matches();
  }

  /** The file that was asked for last; empty for none. */
  String asked() {
    return asked;
  }

  /** The file that came last; empty for none. */
  String last() {
    return last;
  }

  /** What came of a role last, as it came. */
  Optional<Bytes> seen(String role) {
    return Optional.ofNullable(seen.get(role));
  }

  @Override
  public String getSource() {
    return "the repository";
  }

  @Override
  public byte @Nullable [] fetchResource(String file, int maxLength) {
    asked = file;
    Bytes content = fetched(file, Math.min(maxLength, MOST_BYTES));
    if (content == null) {
      return null;
    }
    last = file;
    requireStrict(file, content);
    if (isRoot(file) && ++roots > MOST_ROOTS) {
      throw new UpdateRefused(
          Problem.TOO_MANY_ROOTS,
          "there are more than " + MOST_ROOTS + " new roots, up to " + file);
    }
    String role = VERSION.matcher(file).replaceFirst("");
    seen.put(role.substring(0, role.length() - ".json".length()), content);
    return content.toByteArray();
  }

  /** Metadata of a delegated role, which the library does not ask for. */
  Bytes delegated(String file, int maxLength) {
    Bytes content = fetched(file, Math.min(maxLength, MOST_BYTES));
    if (content == null) {
      throw new UpdateRefused(Problem.MISSING, file + " is missing from the repository");
    }
    return content;
  }

  static void requireStrict(String file, Bytes content) {
    try {
      JsonObject.parse(content, LIMITS);
    } catch (InvalidJson e) {
      throw new UpdateRefused(
          Problem.MALFORMED, file + " is not JSON of metadata: " + e.getMessage(), e);
    }
  }

  private @Nullable Bytes fetched(String file, int most) {
    if (most < 1) {
      throw new UpdateRefused(Problem.TOO_LARGE, file + " is to have no byte at all");
    }
    try {
      return repository.metadata(file, most).orElse(null);
    } catch (TufRepository.TooLong e) {
      throw new UpdateRefused(
          Problem.TOO_LARGE, file + " has more than the " + most + " bytes that it may have", e);
    } catch (IOException e) {
      throw new UpdateRefused(Problem.UNREACHABLE, file + ": " + e.getMessage(), e);
    }
  }
}
