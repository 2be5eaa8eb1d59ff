package org.stellaops.signer.cli.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonArray;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.verify.kit.KitPaths;
import org.stellaops.signer.verify.trust.InvalidTrust;
import org.stellaops.signer.verify.trust.Revocations;
import org.stellaops.signer.verify.trust.TrustDocumentKeys;
import org.stellaops.signer.verify.trust.TrustedRoot;
import org.stellaops.signer.verify.trust.WindowedKey;

/**
 * What a kit is packed from: the files that were named, and what comes with the command.
 *
 * @param trust a list of keys as a server publishes it; null for none
 */
public record KitSources(
    List<Path> trustedRoots, List<Path> keys, @Nullable Path trust, List<Path> revocations) {

  /** Packed from docs/schemas: what a kit holds and what is printed of it. */
  private static final List<String> SCHEMAS =
      List.of(
          "kit-v1.schema.json",
          "kit-verify-v1.schema.json",
          "revocations-v1.schema.json",
          "trust-v1.schema.json",
          "verify-file-v1.schema.json",
          "verify-v1.schema.json");

  private static final String[] PARTS = {
    "tlogs", "certificateAuthorities", "ctlogs", "timestampAuthorities"
  };

  private static final int MAX_ROOT = 4 << 20;

  public KitSources {
    trustedRoots = List.copyOf(trustedRoots);
    keys = List.copyOf(keys);
    revocations = List.copyOf(revocations);
  }

  /** Every file that is read. */
  public List<Path> all() {
    List<Path> all = new ArrayList<>(trustedRoots);
    all.addAll(keys);
    all.addAll(revocations);
    if (trust != null) {
      all.add(trust);
    }
    return all;
  }

  /**
   * The files of a kit, but for its manifest.
   *
   * @param created keys that are over by then, or revoked, are none for programs that know nothing
   *     of validity
   */
  public SortedMap<String, Bytes> files(Instant created) {
    if (trustedRoots.isEmpty() && keys.isEmpty() && trust == null) {
      throw CommandFailed.usage(
          "a kit has something to trust: --trusted-root, --trusted-key or --trust");
    }
    LocalFile.requireReadOnce(all());
    SortedMap<String, Bytes> files = new TreeMap<>();
    if (!trustedRoots.isEmpty()) {
      files.put(KitPaths.TRUSTED_ROOT, trustedRoot(trustedRoots));
    }
    TrustDocumentKeys published = published();
    Revocations revoked = published.revocations();
    for (Path file : revocations) {
      revoked = revoked.and(read("--revocations", file, Revocations::parse));
    }
    files.put(KitPaths.KEYS, published.document());
    files.put(KitPaths.REVOCATIONS, revoked.document());
    for (WindowedKey key : published.keys()) {
      boolean good = revoked.ofKey(key.key().fingerprint()).isEmpty();
      if (good && key.validity().contains(created)) {
        files.put(
            "trust/keys/" + key.key().fingerprint().hex() + ".pub", Bytes.utf8(key.key().pem()));
      }
    }
    SCHEMAS.forEach(name -> files.put("schemas/" + name, shipped("schemas/" + name)));
    files.put("docs/VERIFY.md", shipped("VERIFY.md"));
    files.put("LICENSE", shipped("LICENSE"));
    return files;
  }

  private TrustDocumentKeys published() {
    List<PinnedKey> plain = keys.stream().map(LocalFile::publicKey).distinct().toList();
    TrustDocumentKeys own = TrustDocumentKeys.of(plain);
    if (trust == null) {
      return own;
    }
    TrustDocumentKeys listed = read("--trust", trust, TrustDocumentKeys::parse);
    try {
      return listed.and(own);
    } catch (InvalidTrust e) {
      throw CommandFailed.usage("--trusted-key and --trust: " + e.getMessage(), e);
    }
  }

  /** What makes something of a file's content. */
  interface Reading<T> {
    T of(Bytes content) throws InvalidTrust;
  }

  static <T> T read(String option, Path file, Reading<T> reading) {
    try {
      return reading.of(LocalFile.read(file));
    } catch (InvalidTrust e) {
      throw CommandFailed.usage(option + ": " + file + ": " + e.getMessage(), e);
    }
  }

  /** One as it is; of several, one with the parts of all. */
  private static Bytes trustedRoot(List<Path> files) {
    for (Path file : files) {
      var _ = read("--trusted-root", file, TrustedRoot::parse);
    }
    if (files.size() == 1) {
      return LocalFile.read(files.getFirst());
    }
    CanonicalWriter merged =
        CanonicalWriter.object()
            .string("mediaType", "application/vnd.dev.sigstore.trustedroot+json;version=0.1");
    for (String part : PARTS) {
      List<JsonValue> entries = new ArrayList<>();
      for (Path file : files) {
        entries.addAll(entries(file, part));
      }
      merged.value(part, JsonArray.of(entries.stream().distinct().toList()));
    }
    return merged.bytes();
  }

  private static List<JsonValue> entries(Path file, String part) {
    try {
      JsonValue root =
          JsonValue.parse(LocalFile.read(file), JsonLimits.REQUEST.withMaxBytes(MAX_ROOT));
      if (root instanceof JsonObject object) {
        object.allowOnly("mediaType", PARTS[0], PARTS[1], PARTS[2], PARTS[3]);
        return object.optionalArray(part).map(JsonArray::values).orElse(List.of());
      }
    } catch (InvalidJson e) {
      throw CommandFailed.usage(
          "--trusted-root: " + file + " cannot be put together with others: " + e.getMessage(), e);
    }
    throw CommandFailed.usage("--trusted-root: " + file + " is no object", null);
  }

  private static Bytes shipped(String name) {
    String resource = "/org/stellaops/signer/cli/kit/" + name;
    try (InputStream in =
        Objects.requireNonNull(KitSources.class.getResourceAsStream(resource), resource)) {
      return Bytes.adopt(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
