package org.stellaops.signer.ports;

import org.stellaops.signer.model.Labels;

/** What the service depends on, as readiness and metrics name it. */
public enum Dependency {
  AUTHORITY,
  LICENSING,
  REGISTRY,
  JOURNAL,
  SIGNING_KEYS,
  /** Where the identity tokens of keyless signing come from. */
  IDENTITY_TOKENS,
  /** Who issues the certificates of keyless signing. */
  CERTIFICATE_AUTHORITY,
  TIMESTAMP_AUTHORITY;

  /** The form used in answers and metrics: {@code signing-keys}. */
  public String label() {
    return Labels.of(this);
  }
}
