package org.stellaops.signer.verify;

import java.util.List;
import org.stellaops.signer.model.PinnedKey;

/**
 * Whose signatures count.
 *
 * @param keys each once, however often it was given
 * @param threshold how many of them must have signed
 */
public record TrustedKeys(List<PinnedKey> keys, int threshold) {

  /**
   * These keys.
   *
   * @throws IllegalArgumentException if the threshold is not between one and the number of keys
   */
  public TrustedKeys {
    keys = keys.stream().distinct().toList();
    if (threshold < 1 || threshold > keys.size()) {
      throw new IllegalArgumentException(
          "a threshold of " + threshold + " cannot be met by " + keys.size() + " distinct key(s)");
    }
  }

  /** Any one of these keys. */
  public static TrustedKeys anyOf(List<PinnedKey> keys) {
    return new TrustedKeys(keys, 1);
  }
}
