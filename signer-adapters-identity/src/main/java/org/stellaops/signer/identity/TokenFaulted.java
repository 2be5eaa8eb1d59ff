package org.stellaops.signer.identity;

import org.stellaops.signer.ports.SignedTokens.TokenFault;

/** Ends the reading of a token. Carries neither text nor stack trace, as it becomes an answer. */
final class TokenFaulted extends Exception {

  private static final long serialVersionUID = 1L;

  private final TokenFault fault;

  TokenFaulted(TokenFault fault) {
    super(fault.name(), null, false, false);
    this.fault = fault;
  }

  TokenFault fault() {
    return fault;
  }
}
