package org.stellaops.signer.kms.keystore;

import java.security.Provider;
import java.util.Set;
import java.util.stream.Collectors;
import org.stellaops.signer.model.SignatureAlgorithm;

/**
 * A provider that alone may read and use private keys, such as a validated module.
 *
 * @param provider with a keystore of the type BCFKS
 * @param algorithms what keys may sign by; a key of any other is refused
 */
public record CryptoModule(Provider provider, Set<SignatureAlgorithm> algorithms) {

  public CryptoModule {
    algorithms = Set.copyOf(algorithms);
  }

  /**
   * @throws IllegalArgumentException it is not one of them; the message says which are
   */
  void requireOneOf(SignatureAlgorithm algorithm) {
    if (!algorithms.contains(algorithm)) {
      throw new IllegalArgumentException(
          algorithm.label()
              + " is not used with the module "
              + provider.getName()
              + "; it signs by "
              + algorithms.stream()
                  .sorted()
                  .map(SignatureAlgorithm::label)
                  .collect(Collectors.joining(", ")));
    }
  }
}
