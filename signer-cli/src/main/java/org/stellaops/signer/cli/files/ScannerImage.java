package org.stellaops.signer.cli.files;

import org.jspecify.annotations.Nullable;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Digest;

/**
 * What a request says of the scanner's image.
 *
 * @param digest null where it says nothing
 * @param index the index that lists it; null where it says none
 */
public record ScannerImage(@Nullable Digest digest, @Nullable Digest index) {

  /** The same with another digest where this has none. */
  public ScannerImage or(@Nullable Digest claimed) {
    return digest == null ? new ScannerImage(claimed, index) : this;
  }

  void into(CanonicalWriter body) {
    if (digest != null) {
      body.string("scannerImageDigest", digest.toString());
    }
    if (index != null) {
      body.string("scannerIndexDigest", index.toString());
    }
  }
}
