package org.stellaops.signer.verify.kit;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.verify.trust.InvalidTrust;

/**
 * What a verifier remembers of the kits that it verified: of each name the newest, and the latest
 * time at which it looked. By these an older kit, another of the same version, and a clock that
 * went back are known. Immutable; where it is kept is the caller's to say.
 */
public final class SeenKits {

  /** The document's {@code schema}. */
  public static final String SCHEMA = "https://stella-ops.org/schemas/stella/kit-state/v1";

  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_KITS = 1024;

  /**
   * The newest kit of a name.
   *
   * @param manifest SHA-256 of its manifest's statement
   */
  public record Newest(long version, Digest manifest) {}

  private final SortedMap<String, Newest> kits;
  private final @Nullable Instant latest;

  private SeenKits(Map<String, Newest> kits, @Nullable Instant latest) {
    this.kits = new TreeMap<>(kits);
    this.latest = latest;
  }

  /** Nothing was seen yet. */
  public static SeenKits none() {
    return new SeenKits(Map.of(), null);
  }

  /**
   * Reads a document of {@link #SCHEMA}.
   *
   * @throws InvalidTrust it is not one
   */
  public static SeenKits parse(Bytes json) throws InvalidTrust {
    try {
      JsonValue value = JsonValue.parse(json, JsonLimits.REQUEST.withMaxBytes(MAX_BYTES));
      if (!(value instanceof JsonObject document)) {
        throw new InvalidTrust("It is no object.");
      }
      document.allowOnly("kits", "latest", "schema");
      if (!document.string("schema").equals(SCHEMA)) {
        throw new InvalidTrust("Its schema is not " + SCHEMA + ".");
      }
      SortedMap<String, Newest> kits = new TreeMap<>();
      for (JsonObject kit : document.array("kits").objects()) {
        kit.allowOnly("manifest", "name", "version");
        Newest newest = new Newest(kit.integer("version"), Digest.parse(kit.string("manifest")));
        if (kits.put(kit.string("name"), newest) != null || kits.size() > MAX_KITS) {
          throw new InvalidTrust("It names a kit twice, or too many.");
        }
      }
      return new SeenKits(kits, Instant.parse(document.string("latest")));
    } catch (InvalidJson | IllegalArgumentException | DateTimeException e) {
      throw new InvalidTrust("It is not as it was written: " + e.getMessage() + ".");
    }
  }

  public Optional<Newest> newest(String name) {
    return Optional.ofNullable(kits.get(name));
  }

  /** The latest time that was seen: when a kit was looked at, or was made. */
  public Optional<Instant> latest() {
    return Optional.ofNullable(latest);
  }

  SeenKits with(KitManifest manifest, Digest statement, Instant now) {
    Map<String, Newest> all = new TreeMap<>(kits);
    all.put(manifest.name(), new Newest(manifest.version(), statement));
    Instant seen = now.truncatedTo(ChronoUnit.SECONDS);
    for (Instant other : new Instant[] {manifest.createdAt(), latest().orElse(seen)}) {
      seen = other.isAfter(seen) ? other : seen;
    }
    return new SeenKits(all, seen);
  }

  /** The document, in its one form. */
  public Bytes document() {
    return CanonicalWriter.object()
        .objects(
            "kits",
            kits.entrySet().stream()
                .map(kit ->
                    CanonicalWriter.object()
                        .string("manifest", kit.getValue().manifest().toString())
                        .string("name", kit.getKey())
                        .number("version", kit.getValue().version()))
                .toList())
        .time("latest", latest().orElse(Instant.EPOCH))
        .string("schema", SCHEMA)
        .bytes();
  }
}
