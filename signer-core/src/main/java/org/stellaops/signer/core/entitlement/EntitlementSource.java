package org.stellaops.signer.core.entitlement;

import org.stellaops.signer.model.Labels;

/** What an entitlement rests on. */
public enum EntitlementSource {
  /** Licensing said so, at most a minute ago. */
  LIVE,
  /** Licensing is out of reach and said so within the time to live. */
  LAST_KNOWN,
  /** The proof's signature alone, because the configuration asks for no more. */
  TOKEN,
  /** Nothing was checked: two persons have opened an emergency bypass for the tenant. */
  BYPASS;

  /** The form in answers, audit records and metrics: {@code last-known}. */
  public String label() {
    return Labels.of(this);
  }
}
