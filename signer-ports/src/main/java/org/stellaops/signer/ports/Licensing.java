package org.stellaops.signer.ports;

import org.stellaops.signer.model.Deadline;

/** Asks the Licensing service about a Proof of Entitlement. */
public interface Licensing {

  /**
   * Introspects one proof and returns the service's answer as the signed JWT of RFC 9701, unread:
   * {@link SignedTokens} checks its signature, the core judges it and that it speaks of this proof.
   *
   * @param proof the compact Proof of Entitlement
   * @return the compact JWT of type {@code token-introspection+jwt}, at most 16 KiB
   * @throws DependencyUnavailable {@link Dependency#LICENSING}, for any status but 200, a wrong
   *     content type, an oversized body, a redirect, or no answer within {@code deadline}
   */
  String introspect(String proof, Deadline deadline);
}
