package org.stellaops.signer.verify.kit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Revocation;
import org.stellaops.signer.testkit.registry.DocumentSigner;
import org.stellaops.signer.verify.trust.Revocations;
import org.stellaops.signer.verify.trust.TrustDocumentKeys;

/** A kit made for a test. */
final class SampleKit {

  static final Instant CREATED = Instant.parse("2026-05-01T12:00:00Z");
  static final Instant STALE = CREATED.plus(Duration.ofDays(90));
  static final DocumentSigner SIGNER = DocumentSigner.p256();
  static final DocumentSigner PRODUCT = DocumentSigner.p256();

  private SampleKit() {}

  static SortedMap<String, Bytes> files(Revocation... revoked) {
    SortedMap<String, Bytes> files = new TreeMap<>();
    files.put("LICENSE", Bytes.utf8("licence"));
    files.put("docs/VERIFY.md", Bytes.utf8("# Verify\n"));
    files.put(KitPaths.KEYS, TrustDocumentKeys.of(List.of(PRODUCT.key())).document());
    files.put(KitPaths.REVOCATIONS, Revocations.of(List.of(revoked)).document());
    return files;
  }

  static Bytes bundle(DocumentSigner signer, KitManifest manifest) {
    return Bytes.utf8(signer.bundle(manifest.statement().utf8()));
  }

  static Bytes archive(DocumentSigner signer, long version, SortedMap<String, Bytes> files)
      throws InvalidKit {
    KitManifest manifest = KitManifest.of("product", version, CREATED, STALE, files);
    return KitContents.of(files, bundle(signer, manifest)).archive();
  }

  static Bytes archive(long version) throws InvalidKit {
    return archive(SIGNER, version, files());
  }
}
