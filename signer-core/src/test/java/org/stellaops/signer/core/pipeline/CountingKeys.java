package org.stellaops.signer.core.pipeline;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Signable;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.SignatureValue;
import org.stellaops.signer.ports.KeyNotFound;
import org.stellaops.signer.ports.SendGate;
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
  private final Map<KeyUri, KeyUri> aliases = new ConcurrentHashMap<>();
  private final Set<KeyUri> inSoftware = ConcurrentHashMap.newKeySet();
  private final Set<KeyUri> outOfReach = ConcurrentHashMap.newKeySet();
  private volatile Behaviour behaviour = InMemorySigningKeys::sign;
  private volatile boolean asks = true;
  private volatile Runnable waiting = () -> {};

  CountingKeys(List<String> events) {
    this.events = events;
  }

  KeyUri newKey(SignatureAlgorithm algorithm) {
    return honest.newKey(algorithm);
  }

  /** Another name of the same key. */
  KeyUri secondName(KeyUri key) {
    KeyUri second = new KeyUri(key.value() + "-again-" + aliases.size());
    lead(second, key);
    return second;
  }

  /** Lets {@code name} lead to {@code key} from now on. */
  void lead(KeyUri name, KeyUri key) {
    aliases.put(name, key);
  }

  /** The backend does not have these until it is told otherwise. */
  void lose(Set<KeyUri> lost) {
    outOfReach.clear();
    outOfReach.addAll(lost);
  }

  /** The backend says of this key that it is one in software. */
  void keepInSoftware(KeyUri key) {
    inSoftware.add(key);
  }

  void behave(Behaviour behaviour) {
    this.behaviour = behaviour;
  }

  /** What happens while an order waits for its turn, before the backend asks whether it may. */
  void whileWaiting(Runnable waiting) {
    this.waiting = waiting;
  }

  /** The backend forgets to ask whether it may. */
  void neverAsk() {
    asks = false;
  }

  void await() {
    waiting.run();
  }

  PinnedKey publicKey(KeyUri key, Deadline deadline) {
    return honest.publicKey(key, deadline);
  }

  @Override
  public SigningKey open(KeyUri named, @Nullable SignatureAlgorithm wanted, Deadline deadline) {
    if (outOfReach.contains(named)) {
      throw new KeyNotFound(named, "told to be out of reach");
    }
    KeyUri key = aliases.getOrDefault(named, named);
    PinnedKey pin = honest.publicKey(key, deadline);
    return new SigningKey() {
      @Override
      public PinnedKey pin() {
        return pin;
      }

      @Override
      public boolean isInSoftware() {
        return inSoftware.contains(named);
      }

      @Override
      public SignatureValue sign(Signable what, SendGate gate, Deadline by) {
        await();
        if (asks) {
          gate.requireOpen();
        }
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
