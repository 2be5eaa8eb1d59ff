package org.stellaops.signer.verify;

import java.util.List;
import org.stellaops.signer.verify.trust.WindowedKey;

/**
 * Whose signatures count.
 *
 * @param keys by which anybody may have signed who has them
 * @param identities whose certificates may have signed
 * @param threshold how many of all these must have signed
 */
public record TrustedSigners(
    List<WindowedKey> keys, List<ExpectedIdentity> identities, int threshold) {

  /**
   * These signers, each once, however often it was given.
   *
   * @throws IllegalArgumentException if the threshold is not between one and their number
   */
  public TrustedSigners {
    keys = keys.stream().distinct().toList();
    identities = identities.stream().distinct().toList();
    long distinct = keys.stream().map(WindowedKey::key).distinct().count() + identities.size();
    if (threshold < 1 || threshold > distinct) {
      throw new IllegalArgumentException(
          "a threshold of " + threshold + " cannot be met by " + distinct + " distinct signer(s)");
    }
  }

  /** Any one of these keys. */
  public static TrustedSigners anyKey(List<WindowedKey> keys) {
    return new TrustedSigners(keys, List.of(), 1);
  }

  /** A certificate of any one of these identities. */
  public static TrustedSigners anyIdentity(List<ExpectedIdentity> identities) {
    return new TrustedSigners(List.of(), identities, 1);
  }

  /** The same keys, trusted whenever they signed. */
  static TrustedSigners of(TrustedKeys trusted) {
    return new TrustedSigners(
        trusted.keys().stream().map(WindowedKey::always).toList(), List.of(), trusted.threshold());
  }
}
