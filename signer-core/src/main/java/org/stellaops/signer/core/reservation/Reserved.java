package org.stellaops.signer.core.reservation;

import org.stellaops.signer.core.decision.Evidence;
import org.stellaops.signer.core.release.Released;
import org.stellaops.signer.core.statement.Received;
import org.stellaops.signer.model.PreAuthEncoding;

/**
 * Evidence that every gate said yes, that what it costs is charged, and that the intent to sign
 * exactly {@link #message} is durable. The only thing that lets a key be used.
 */
@Evidence
public final class Reserved {

  private final Released released;
  private final PreAuthEncoding message;

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
}
