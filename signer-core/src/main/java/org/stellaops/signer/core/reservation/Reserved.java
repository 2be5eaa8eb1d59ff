package org.stellaops.signer.core.reservation;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.stellaops.signer.core.admission.AdmittedKey;
import org.stellaops.signer.core.decision.Evidence;
import org.stellaops.signer.core.release.Released;
import org.stellaops.signer.core.statement.Received;
import org.stellaops.signer.model.PreAuthEncoding;

/**
 * Evidence that every gate said yes, that what it costs is charged, and that the intent to sign
 * exactly {@link #message} is durable. The signing step redeems it, once.
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

  public PreAuthEncoding message() {
    return message;
  }

  /**
   * The keys that may sign the message now. One intent stands for one attempt.
   *
   * @throws IllegalStateException it was redeemed before
   */
  public List<AdmittedKey> redeem() {
    if (!redeemed.compareAndSet(false, true)) {
      throw new IllegalStateException("a reservation is redeemed once");
    }
    return released.admitted().keys();
  }
}
