package org.stellaops.signer.verify.kit;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.RawObject;
import org.stellaops.signer.json.StrictJson;
import org.stellaops.signer.model.Bytes;

/**
 * A whole kit: an archive with exactly the files that its manifest names. Who signed that manifest
 * is another question, which {@link KitVerification} answers; until then nothing in it is trusted.
 */
public final class KitContents {

  private static final int MAX_MANIFEST = 4 << 20;

  private final SortedMap<String, Bytes> files;
  private final KitManifest manifest;
  private final Bytes payload;

  private KitContents(SortedMap<String, Bytes> files, KitManifest manifest, Bytes payload) {
    this.files = Collections.unmodifiableSortedMap(files);
    this.manifest = manifest;
    this.payload = payload;
  }

  /**
   * Reads an archive.
   *
   * @throws InvalidKit it is no kit, or something was added, taken away or changed since its
   *     manifest was signed
   */
  public static KitContents read(Bytes archive) throws InvalidKit {
    return of(KitArchive.read(archive));
  }

  /**
   * Puts a kit together.
   *
   * @param files all but the manifest
   * @param bundle the Sigstore bundle with the signed manifest
   * @throws InvalidKit the manifest is of other files
   */
  public static KitContents of(SortedMap<String, Bytes> files, Bytes bundle) throws InvalidKit {
    SortedMap<String, Bytes> all = new TreeMap<>(files);
    all.put(KitPaths.MANIFEST, bundle);
    return of(all);
  }

  /**
   * What a signed manifest says, whoever signed it.
   *
   * @throws InvalidKit it is none
   */
  public static KitManifest manifestOf(Bytes bundle) throws InvalidKit {
    return KitManifest.parse(payload(bundle));
  }

  private static KitContents of(SortedMap<String, Bytes> files) throws InvalidKit {
    Bytes bundle = files.get(KitPaths.MANIFEST);
    if (bundle == null || bundle.size() > MAX_MANIFEST) {
      throw new InvalidKit("manifest", "The archive has no " + KitPaths.MANIFEST + ".");
    }
    Bytes payload = payload(bundle);
    KitManifest manifest = KitManifest.parse(payload);
    manifest.require(files);
    for (String needed : new String[] {KitPaths.KEYS, KitPaths.REVOCATIONS}) {
      if (!files.containsKey(needed)) {
        throw new InvalidKit("files", "A kit has the file " + needed + ".");
      }
    }
    return new KitContents(files, manifest, payload);
  }

  private static Bytes payload(Bytes bundle) throws InvalidKit {
    try {
      RawObject raw = StrictJson.raw(bundle, JsonLimits.REQUEST.withMaxBytes(MAX_MANIFEST));
      return raw.requiredField("dsseEnvelope").object().requiredField("payload").base64();
    } catch (InvalidJson e) {
      throw new InvalidKit(
          "manifest", "The manifest is no Sigstore bundle of a statement: " + e.getMessage() + ".");
    }
  }

  /** As the kit says of itself. */
  public KitManifest manifest() {
    return manifest;
  }

  /** The statement of the manifest, byte for byte. */
  Bytes payload() {
    return payload;
  }

  /** All files by their paths, the manifest's bundle among them. */
  public SortedMap<String, Bytes> files() {
    return files;
  }

  Bytes required(String path) {
    return Optional.ofNullable(files.get(path)).orElseThrow();
  }

  /**
   * The archive; the same files always make the same bytes.
   *
   * @throws InvalidKit it would be larger than a kit may be
   */
  public Bytes archive() throws InvalidKit {
    return KitArchive.write(files);
  }
}
