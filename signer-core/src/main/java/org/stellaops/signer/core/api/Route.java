package org.stellaops.signer.core.api;

import org.stellaops.signer.model.Labels;

/** The routes that need an identified caller, each with the scope that its token must have. */
public enum Route {
  SIGN_DSSE("signer.sign"),
  VERIFY_REFERRERS("signer.verify"),
  AUDIT("signer.audit");

  private final String scope;

  Route(String scope) {
    this.scope = scope;
  }

  public String scope() {
    return scope;
  }

  /** The form used in audit records, metrics and idempotency scopes: {@code sign-dsse}. */
  public String label() {
    return Labels.of(this);
  }
}
