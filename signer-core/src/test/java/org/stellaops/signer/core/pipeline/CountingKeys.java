package org.stellaops.signer.core.pipeline;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Signable;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.SignatureValue;
import org.stellaops.signer.ports.SigningKey;
import org.stellaops.signer.ports.SigningKeys;
import org.stellaops.signer.testkit.signing.InMemorySigningKeys;

/** Keys in memory that write down each signature and can be made to answer wrongly. */
final class CountingKeys implements SigningKeys {

  /** What a backend makes of an order to sign. */
  interface Behaviour {
    SignatureValue sign(InMemorySigningKeys honest, KeyUri key, Signable what, Deadline deadline);
  }

  private final InMemorySigningKeys honest = new InMemorySigningKeys();
  private final List<String> events;
  private volatile Behaviour behaviour = InMemorySigningKeys::sign;

  CountingKeys(List<String> events) {
    this.events = events;
  }

  KeyUri newKey(SignatureAlgorithm algorithm) {
    return honest.newKey(algorithm);
  }

  void behave(Behaviour behaviour) {
    this.behaviour = behaviour;
  }

  PinnedKey publicKey(KeyUri key, Deadline deadline) {
    return honest.publicKey(key, deadline);
  }

  @Override
  public SigningKey open(KeyUri key, @Nullable SignatureAlgorithm wanted, Deadline deadline) {
    PinnedKey pin = honest.publicKey(key, deadline);
    return new SigningKey() {
      @Override
      public PinnedKey pin() {
        return pin;
      }

      @Override
      public SignatureValue sign(Signable what, Deadline by) {
        events.add("sign " + key + " " + what.sha256());
        return behaviour.sign(honest, key, what, by);
      }
    };
  }

  @Override
  public void requireReachable(Deadline deadline) {
    honest.requireReachable(deadline);
  }
}
