package org.stellaops.signer.verify.kit;

import java.util.List;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.verify.trust.InvalidTrust;
import org.stellaops.signer.verify.trust.Revocations;
import org.stellaops.signer.verify.trust.TrustDocumentKeys;
import org.stellaops.signer.verify.trust.TrustedRoot;
import org.stellaops.signer.verify.trust.WindowedKey;

/**
 * A kit whose manifest a trusted signer signed, and what it says may be trusted. Only {@link
 * KitVerification} makes one.
 */
public final class VerifiedKit {

  private final KitManifest manifest;
  private final TrustedRoot root;
  private final TrustDocumentKeys keys;
  private final Revocations revocations;

  private VerifiedKit(
      KitManifest manifest, TrustedRoot root, TrustDocumentKeys keys, Revocations revocations) {
    this.manifest = manifest;
    this.root = root;
    this.keys = keys;
    this.revocations = revocations;
  }

  /** The trust data of a kit whose manifest's signature is good. */
  static VerifiedKit of(KitContents contents) throws InvalidTrust {
    Bytes root = contents.files().get(KitPaths.TRUSTED_ROOT);
    TrustDocumentKeys keys = TrustDocumentKeys.parse(contents.required(KitPaths.KEYS));
    return new VerifiedKit(
        contents.manifest(),
        root == null ? TrustedRoot.empty() : TrustedRoot.parse(root),
        keys,
        keys.revocations().and(Revocations.parse(contents.required(KitPaths.REVOCATIONS))));
  }

  public KitManifest manifest() {
    return manifest;
  }

  /** Authorities and logs; empty where the kit has no trusted root. */
  public TrustedRoot root() {
    return root;
  }

  /** The keys with their validity, also those that are revoked: the time decides. */
  public List<WindowedKey> keys() {
    return keys.keys();
  }

  /** All that is revoked, with the keys that the list of keys says are. */
  public Revocations revocations() {
    return revocations;
  }
}
