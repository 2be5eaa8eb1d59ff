package org.stellaops.signer.core.securitykey;

import org.stellaops.signer.model.Labels;
import org.stellaops.signer.ports.SecurityKeyStore.Deed;
import org.stellaops.signer.ports.SecurityKeyStore.SecurityKey;

/** Where a security key is in its life. */
public enum SecurityKeyState {
  /** Waits for somebody to confirm it: it signs nothing yet. */
  PENDING,
  ACTIVE,
  /** Lost, or nobody's any more. */
  REVOKED,
  /** Its counter went back. */
  SUSPENDED;

  static SecurityKeyState of(SecurityKey key) {
    return switch (key.last().deed()) {
      case REGISTERED -> PENDING;
      case CONFIRMED -> ACTIVE;
      case REVOKED -> REVOKED;
      case SUSPENDED -> SUSPENDED;
    };
  }

  /** Whether it ever signed anything. */
  static boolean wasActive(SecurityKey key) {
    return key.steps().stream().anyMatch(step -> step.deed() == Deed.CONFIRMED);
  }

  boolean hasEnded() {
    return this == REVOKED || this == SUSPENDED;
  }

  /** The form in answers and records: {@code active}. */
  public String label() {
    return Labels.of(this);
  }
}
