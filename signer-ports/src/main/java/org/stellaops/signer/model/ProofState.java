package org.stellaops.signer.model;

import java.util.Locale;

/**
 * What Licensing said of a proof of entitlement. Of two answers that were signed in one second the
 * one that comes first here stands.
 */
public enum ProofState {
  /** Licensing says no, to the whole version of the licence. */
  REVOKED,
  /** The licence has a newer version than the proof, or another plan. */
  OUTDATED,
  ACTIVE;

  /** The stored form: {@code revoked}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException it is no label of one
   */
  public static ProofState parse(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }
}
