package org.stellaops.signer.verify.trust;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The time for which something is trusted, both ends included ({@code sigstore_common.proto},
 * TimeRange).
 *
 * @param end null for one that has no end
 */
public record ValidityWindow(Instant start, @Nullable Instant end) {

  /** For keys that are trusted whenever they signed. */
  public static final ValidityWindow ALWAYS = new ValidityWindow(Instant.MIN, null);

  /**
   * This window.
   *
   * @throws IllegalArgumentException if it ends before it starts
   */
  public ValidityWindow {
    if (end != null && end.isBefore(start)) {
      throw new IllegalArgumentException("a validity ends after its start");
    }
  }

  public boolean contains(Instant time) {
    return !time.isBefore(start) && (end == null || !time.isAfter(end));
  }

  @Override
  public String toString() {
    return (start.equals(Instant.MIN) ? "always" : "from " + start)
        + (end == null ? "" : " until " + end);
  }
}
