package org.stellaops.signer.testkit.keyless;

import java.util.Set;
import org.stellaops.signer.ports.TimestampAuthority;

/** One adapter and its timestamp authority, as the contract drives them. */
public interface TimestampAuthorityBench extends AutoCloseable {

  TimestampAuthority authority();

  ServiceFaults faults();

  /** What the authority can be made to answer wrongly; none for one that only answers rightly. */
  Set<TimestampFault> possibleAnswers();

  /** Arranges for one of {@link #possibleAnswers()} until the bench is closed. */
  void arrange(TimestampFault fault);

  @Override
  void close();
}
