package org.stellaops.signer.testkit.bypass;

import java.time.Duration;
import org.stellaops.signer.ports.BypassStore;

/** One store of bypasses, and its time. */
public interface BypassBench extends AutoCloseable {

  BypassStore store();

  /** Another node's view of the same, or the same again after a restart. */
  BypassStore another();

  /** Moves the store's time on. */
  void pass(Duration time);

  @Override
  void close();
}
