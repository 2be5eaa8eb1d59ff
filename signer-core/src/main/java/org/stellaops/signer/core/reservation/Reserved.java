package org.stellaops.signer.core.reservation;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.stellaops.signer.core.decision.Evidence;
import org.stellaops.signer.core.release.Released;
import org.stellaops.signer.core.statement.Received;
import org.stellaops.signer.model.Signable;

/**
 * Evidence that every gate said yes, that what it costs is charged, and that the intent to sign
 * exactly these messages is durable. The signing step redeems it, once.
 */
@Evidence
public final class Reserved {

  private final Released released;
  private final List<Signable> messages;
  private final AtomicBoolean redeemed = new AtomicBoolean();

  Reserved(Released released, List<Signable> messages) {
    this.released = released;
    this.messages = List.copyOf(messages);
  }

  public Released released() {
    return released;
  }

  public Received received() {
    return released.admitted().received();
  }

  /**
   * What may be signed now. One intent stands for one attempt.
   *
   * @throws IllegalStateException it was redeemed before
   */
  public List<Signable> redeem() {
    if (!redeemed.compareAndSet(false, true)) {
      throw new IllegalStateException("a reservation is redeemed once");
    }
    return messages;
  }
}
