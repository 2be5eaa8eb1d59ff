package org.stellaops.signer.core.reservation;

import java.util.concurrent.atomic.AtomicBoolean;
import org.stellaops.signer.core.decision.Evidence;
import org.stellaops.signer.core.release.Released;
import org.stellaops.signer.core.statement.Received;
import org.stellaops.signer.model.PreAuthEncoding;

/**
 * Evidence that every gate said yes, that what it costs is charged, and that the intent to sign
 * exactly one message is durable. The signing step redeems it, once.
 */
@Evidence
public final class Reserved {

  private final Released released;
  private final PreAuthEncoding message;
  private final AtomicBoolean redeemed = new AtomicBoolean();

  Reserved(Released released, PreAuthEncoding message) {
    this.released = released;
    this.message = message;
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
  public PreAuthEncoding redeem() {
    if (!redeemed.compareAndSet(false, true)) {
      throw new IllegalStateException("a reservation is redeemed once");
    }
    return message;
  }
}
