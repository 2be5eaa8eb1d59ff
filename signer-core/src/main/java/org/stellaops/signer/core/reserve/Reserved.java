package org.stellaops.signer.core.reserve;

import org.stellaops.signer.core.receive.Received;
import org.stellaops.signer.core.release.Released;
import org.stellaops.signer.words.PreAuthEncoding;

/**
 * Evidence that every gate said yes, that what it costs is charged, and that the intent to sign
 * exactly {@link #message} is durable. The only thing that lets a key be used.
 */
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
