package org.stellaops.signer.core.keys;

import java.util.Arrays;
import java.util.Optional;
import org.stellaops.signer.model.Labels;

/** What people do with a key. */
public enum KeyVerb {
  /** Take up again a key that was retired before it was ever active. */
  PREPARE,
  /** Sign with it from now on; a key that it replaces retires. */
  ACTIVATE,
  /** Sign nothing more with it; what it signed stays good. */
  RETIRE,
  /** Sign nothing with it until it is resumed. */
  SUSPEND,
  /** Undo {@link #SUSPEND}. */
  RESUME,
  /** Never sign with it again, and let nothing count that it signed from a moment on. */
  REVOKE;

  /** The form in paths, records and words: {@code activate}. */
  public String label() {
    return Labels.of(this);
  }

  public static Optional<KeyVerb> ofLabel(String label) {
    return Arrays.stream(values()).filter(each -> each.label().equals(label)).findFirst();
  }
}
