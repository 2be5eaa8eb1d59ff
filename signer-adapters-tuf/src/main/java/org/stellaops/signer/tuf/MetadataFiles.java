package org.stellaops.signer.tuf;

import dev.sigstore.tuf.Fetcher;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonArray;
import org.stellaops.signer.json.JsonBoolean;
import org.stellaops.signer.json.JsonKind;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonNull;
import org.stellaops.signer.json.JsonNumber;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonString;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.json.RawObject;
import org.stellaops.signer.json.StrictJson;
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
  private static final Pattern INTEGER = Pattern.compile("[0-9]+");
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
    asked = file;
    Bytes content = fetched(file, Math.min(maxLength, MOST_BYTES));
    if (content == null) {
      throw new UpdateRefused(Problem.MISSING, file + " is missing from the repository");
    }
    last = file;
    return content;
  }

  /**
   * Refuses what another reader would read differently. The library verifies signatures without the
   * members that are null, so that anybody could add some to what was signed.
   */
  static void requireStrict(String file, Bytes content) {
    try {
      JsonObject metadata = JsonObject.parse(content, LIMITS);
      if (metadata.member("signed").filter(MetadataFiles::hasNull).isPresent()) {
        throw new UpdateRefused(
            Problem.MALFORMED, file + " has a null in what is signed, which is not read");
      }
      requireVersion(file, content);
    } catch (InvalidJson e) {
      throw new UpdateRefused(
          Problem.MALFORMED, file + " is not JSON of metadata: " + e.getMessage(), e);
    }
  }

  /**
   * Refuses a version that is no integer as it stands: the canonical form makes one of 1.0 and 1e0.
   *
   * @throws InvalidJson it is no JSON
   */
  static void requireVersion(String file, Bytes content) throws InvalidJson {
    Optional<RawObject.Member> signed =
        StrictJson.raw(content, LIMITS)
            .member("signed")
            .filter(member -> member.kind() == JsonKind.OBJECT);
    if (signed.isEmpty()) {
      return;
    }
    Optional<RawObject.Member> version = signed.get().object().member("version");
    if (version.isPresent() && !INTEGER.matcher(version.get().text().utf8()).matches()) {
      throw new UpdateRefused(Problem.MALFORMED, file + " has a version that is no integer");
    }
  }

  private static boolean hasNull(JsonValue value) {
    return switch (value) {
      case JsonNull nothing -> true;
      case JsonObject object -> object.members().values().stream().anyMatch(MetadataFiles::hasNull);
      case JsonArray array -> array.values().stream().anyMatch(MetadataFiles::hasNull);
      case JsonString text -> false;
      case JsonNumber number -> false;
      case JsonBoolean bool -> false;
    };
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
