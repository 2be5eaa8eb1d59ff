package org.stellaops.signer.core.audit;

/** How far a person's act came. */
public enum ActStep {
  /** Noted: it waits for a second person, and nothing has changed. */
  PROPOSED,
  /** It holds. */
  DONE
}
