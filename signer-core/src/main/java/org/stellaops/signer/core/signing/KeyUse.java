package org.stellaops.signer.core.signing;

import java.util.Optional;
import org.stellaops.signer.core.check.VerifiedCertificate;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.ports.SigningKey;

/** One use of a key that is open and may sign now. */
interface KeyUse extends AutoCloseable {

  KeyName name();

  SigningKey key();

  /** What the signature has to verify under. */
  PinnedKey pin();

  /** Whether it may still go on. */
  UseRules rules();

  /** What certifies the key; empty for a key of the tenant's. */
  default Optional<VerifiedCertificate> certificate() {
    return Optional.empty();
  }

  /** The use has ended. */
  @Override
  default void close() {}

  /** The use of a key of the tenant's. */
  record OfKey(KeyName name, SigningKey key, PinnedKey pin, UseRules rules) implements KeyUse {}
}
