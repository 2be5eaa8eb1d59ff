package org.stellaops.signer.verify.trust;

import org.stellaops.signer.model.PinnedKey;

/** A public key and when its signatures are trusted. */
public record WindowedKey(PinnedKey key, ValidityWindow validity) {

  /** A key whose signatures are trusted whenever they were made. */
  public static WindowedKey always(PinnedKey key) {
    return new WindowedKey(key, ValidityWindow.ALWAYS);
  }
}
