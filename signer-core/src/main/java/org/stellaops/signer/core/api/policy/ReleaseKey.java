package org.stellaops.signer.core.api.policy;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.PinnedKey;

/**
 * The holder of a key.
 *
 * @param from the first moment at which its signatures count; null for no first
 * @param until the last such moment; null for no last
 */
public record ReleaseKey(PinnedKey key, @Nullable Instant from, @Nullable Instant until)
    implements ReleaseSigner {

  /**
   * A key for a time.
   *
   * @throws IllegalArgumentException it ends before it begins
   */
  public ReleaseKey {
    if (from != null && until != null && until.isBefore(from)) {
      throw new IllegalArgumentException(
          "the release key " + key.fingerprint() + " is valid until before it is valid");
    }
  }

  /** A key whose signatures count whenever they were made. */
  public ReleaseKey(PinnedKey key) {
    this(key, null, null);
  }

  /** Whether a signature counts that was made then. */
  public boolean isValidAt(Instant time) {
    return (from == null || !time.isBefore(from)) && (until == null || !time.isAfter(until));
  }
}
