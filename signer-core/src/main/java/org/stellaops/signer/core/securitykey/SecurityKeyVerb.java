package org.stellaops.signer.core.securitykey;

import java.util.Arrays;
import java.util.Optional;
import org.stellaops.signer.model.Labels;

/** What people do with a security key that is registered. */
public enum SecurityKeyVerb {
  /** Vouch that it is its owner's. */
  CONFIRM,
  /** Say that it is lost. */
  REVOKE;

  /** The form in paths, records and words: {@code confirm}. */
  public String label() {
    return Labels.of(this);
  }

  public static Optional<SecurityKeyVerb> ofLabel(String label) {
    return Arrays.stream(values()).filter(each -> each.label().equals(label)).findFirst();
  }
}
