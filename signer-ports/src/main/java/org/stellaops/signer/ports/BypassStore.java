package org.stellaops.signer.ports;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.ports.SealStore.Act;

/**
 * The emergency bypasses that were ever opened, kept where every node of one service sees them.
 * What is written is durable when a method returns, and stays on record for good. A record here is
 * worth what its signatures are: whoever reads it checks them. Time is the store's own.
 *
 * <p>Every method may throw {@link DependencyUnavailable} with {@link Dependency#JOURNAL}. An act
 * that {@code mayHaveHappened} may be repeated: the second time it changes nothing.
 */
public interface BypassStore {

  /**
   * Takes up a record.
   *
   * @param id the digest of what is signed in it
   * @param record the signed document, byte for byte
   * @return false if one with this id was ever taken up: nothing changes
   */
  boolean open(Digest id, Bytes record, Act act, Deadline deadline);

  /**
   * Ends one for good.
   *
   * @return false if there is none by this id, or it has ended already: nothing changes
   */
  boolean end(Digest id, Act act, Deadline deadline);

  /** Whether there is one by this id that nobody has ended; how long it holds is not asked. */
  boolean isOpen(Digest id, Deadline deadline);

  /**
   * Those that were ever opened, newest first.
   *
   * @param most at most so many
   */
  List<Stored> latest(int most, Deadline deadline);

  /** A record, who took it up, and who ended it. */
  record Stored(Digest id, Bytes record, Moment opened, Optional<Moment> ended) {}

  /** Who did it, and when. */
  record Moment(Instant at, Act act) {}
}
