package org.stellaops.signer.core.securitykey;

import java.util.List;
import org.stellaops.signer.ports.AssertionVerifier;
import org.stellaops.signer.ports.SecurityKeyRegistrations;
import org.stellaops.signer.ports.SecurityKeyStore;

/**
 * What security keys take.
 *
 * @param verifiers all of them have to agree; the first one's fault is told
 */
public record SecurityKeyParts(
    SecurityKeyStore store,
    SecurityKeyRules rules,
    List<AssertionVerifier> verifiers,
    SecurityKeyRegistrations registrations) {

  public SecurityKeyParts {
    verifiers = List.copyOf(verifiers);
    if (verifiers.isEmpty()) {
      throw new IllegalArgumentException("no verifier: every assertion would be believed");
    }
  }
}
