package org.stellaops.signer.verify.kit;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.DocumentTypes;

/**
 * What a kit is and which files it has: an in-toto statement about each of them but itself.
 *
 * @param name of the series of kits, of which only the newest seen counts
 * @param version in the series, from 1 on
 * @param createdAt in whole seconds
 * @param staleAfter when its data are too old to be used unasked, in whole seconds
 * @param files in the order of their paths
 */
public record KitManifest(
    String name, long version, Instant createdAt, Instant staleAfter, List<KitFile> files) {

  /** The statement's {@code predicateType}. */
  public static final String TYPE = "https://stella-ops.org/kit/v1";

  private static final long MAX_VERSION = 999_999_999;
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_VALUES = 20_000;
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,62}[a-z0-9])?");
  private static final Pattern TIME =
      Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z");

  /**
   * This manifest.
   *
   * @throws IllegalArgumentException the name, the version or a time is not one that kits have
   */
  public KitManifest {
    files = List.copyOf(files);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a kit's name has 1 to 64 of a-z, 0-9, . and -, and begins and ends with a letter or"
              + " digit");
    }
    if (version < 1 || version > MAX_VERSION) {
      throw new IllegalArgumentException("a kit's version is 1 to " + MAX_VERSION);
    }
    if (!isWhole(createdAt) || !isWhole(staleAfter) || !createdAt.isBefore(staleAfter)) {
      throw new IllegalArgumentException(
          "a kit is stale in whole seconds after it was created, in the years 1 to 9999");
    }
  }

  private static boolean isWhole(Instant time) {
    return time.equals(time.truncatedTo(ChronoUnit.SECONDS))
        && TIME.matcher(time.toString()).matches();
  }

  /** The manifest of some files, of which none is the manifest itself. */
  public static KitManifest of(
      String name,
      long version,
      Instant createdAt,
      Instant staleAfter,
      SortedMap<String, Bytes> files) {
    return new KitManifest(name, version, createdAt, staleAfter, filesOf(files));
  }

  static List<KitFile> filesOf(SortedMap<String, Bytes> files) {
    return files.entrySet().stream()
        .filter(file -> !file.getKey().equals(KitPaths.MANIFEST))
        .map(file -> new KitFile(file.getKey(), file.getValue().size(), file.getValue().sha256()))
        .toList();
  }

  /** The statement that is to be signed, in its one form. */
  public Bytes statement() {
    return CanonicalWriter.object()
        .string("_type", DocumentTypes.STATEMENT)
        .object(
            "predicate",
            CanonicalWriter.object()
                .string("createdAt", createdAt.toString())
                .objects("files", files.stream().map(KitManifest::predicate).toList())
                .string("name", name)
                .string("staleAfter", staleAfter.toString())
                .number("version", version))
        .string("predicateType", TYPE)
        .objects("subject", files.stream().map(KitManifest::subject).toList())
        .bytes();
  }

  private static CanonicalWriter predicate(KitFile file) {
    return CanonicalWriter.object()
        .string("path", file.path())
        .string("sha256", file.sha256().hex())
        .number("size", file.size());
  }

  private static CanonicalWriter subject(KitFile file) {
    return CanonicalWriter.object()
        .object("digest", CanonicalWriter.object().string("sha256", file.sha256().hex()))
        .string("name", file.path());
  }

  /**
   * Reads a statement, signed or not.
   *
   * @throws InvalidKit it is none of this type, or its subjects and the files of its predicate are
   *     not the same
   */
  public static KitManifest parse(Bytes statement) throws InvalidKit {
    try {
      JsonValue value =
          JsonValue.parse(statement, JsonLimits.REQUEST.withMaxBytes(MAX_BYTES), MAX_VALUES);
      if (!(value instanceof JsonObject document)) {
        throw manifest("The manifest is an object.");
      }
      document.allowOnly("_type", "predicate", "predicateType", "subject");
      if (!document.string("_type").equals(DocumentTypes.STATEMENT)
          || !document.string("predicateType").equals(TYPE)) {
        throw manifest("The manifest is no statement of the type " + TYPE + ".");
      }
      JsonObject predicate = document.object("predicate");
      predicate.allowOnly("createdAt", "files", "name", "staleAfter", "version");
      KitManifest read =
          new KitManifest(
              predicate.string("name"),
              predicate.integer("version"),
              time(predicate, "createdAt"),
              time(predicate, "staleAfter"),
              files(predicate));
      // All of a manifest can be written anew: so what is not in its one form says something else.
      if (!read.statement().equals(value.canonical())) {
        throw manifest("The manifest's subjects are not the files of its predicate.");
      }
      return read;
    } catch (InvalidJson e) {
      throw manifest("The manifest is not as it should be: " + e.getMessage() + ".");
    } catch (IllegalArgumentException | DateTimeException e) {
      throw manifest("The manifest says of its kit what no kit is: " + e.getMessage() + ".");
    }
  }

  private static Instant time(JsonObject predicate, String name) throws InvalidJson {
    String text = predicate.string(name);
    if (!TIME.matcher(text).matches()) {
      throw new IllegalArgumentException(name + " is of the form 2026-01-31T00:00:00Z");
    }
    return Instant.parse(text);
  }

  private static List<KitFile> files(JsonObject predicate) throws InvalidJson {
    List<KitFile> files = new ArrayList<>();
    for (JsonObject file : predicate.array("files").objects()) {
      file.allowOnly("path", "sha256", "size");
      files.add(
          new KitFile(
              file.string("path"), file.integer("size"), new Digest(file.string("sha256"))));
    }
    return files;
  }

  /**
   * Whether these are the files, all of them and no other.
   *
   * @throws InvalidKit they are not; the sentence says how
   */
  void require(SortedMap<String, Bytes> contents) throws InvalidKit {
    List<KitFile> found = filesOf(contents);
    if (found.equals(files)) {
      return;
    }
    Map<String, KitFile> named = new TreeMap<>();
    files.forEach(file -> named.put(file.path(), file));
    for (KitFile file : found) {
      KitFile wanted = named.remove(file.path());
      if (wanted == null) {
        throw new InvalidKit("files", file.path() + " is not in the manifest.");
      }
      if (!wanted.equals(file)) {
        throw new InvalidKit("files", file.path() + " is another than in the manifest.");
      }
    }
    throw new InvalidKit("files", "A file of the manifest is not in the archive.");
  }

  private static InvalidKit manifest(String why) {
    return new InvalidKit("manifest", why);
  }
}
