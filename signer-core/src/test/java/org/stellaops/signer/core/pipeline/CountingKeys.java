package org.stellaops.signer.core.pipeline;

import java.util.List;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Signable;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.SignatureValue;
import org.stellaops.signer.ports.SigningKeys;
import org.stellaops.signer.testkit.signing.InMemorySigningKeys;

/** Keys in memory that write down each signature and can be made to answer wrongly. */
final class CountingKeys implements SigningKeys {

  /** What a backend makes of an order to sign. */
  interface Behaviour {
    SignatureValue sign(SigningKeys honest, KeyUri key, Signable what, Deadline deadline);
  }

  private final InMemorySigningKeys honest = new InMemorySigningKeys();
  private final List<String> events;
  private volatile Behaviour behaviour = SigningKeys::sign;

  CountingKeys(List<String> events) {
    this.events = events;
  }

  KeyUri newKey(SignatureAlgorithm algorithm) {
    return honest.newKey(algorithm);
  }

  void behave(Behaviour behaviour) {
    this.behaviour = behaviour;
  }

  @Override
  public PinnedKey publicKey(KeyUri key, Deadline deadline) {
    return honest.publicKey(key, deadline);
  }

  @Override
  public SignatureValue sign(KeyUri key, Signable what, Deadline deadline) {
    events.add("sign " + key + " " + what.sha256());
    return behaviour.sign(honest, key, what, deadline);
  }
}
