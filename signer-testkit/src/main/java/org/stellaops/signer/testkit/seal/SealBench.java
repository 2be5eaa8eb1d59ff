package org.stellaops.signer.testkit.seal;

import java.time.Duration;
import org.stellaops.signer.ports.SealStore;

/** One store of the seal, and its time. */
public interface SealBench extends AutoCloseable {

  SealStore store();

  /** Another node's view of the same, or the same again after a restart. */
  SealStore another();

  /** Moves the store's time on. */
  void pass(Duration time);

  @Override
  void close();
}
