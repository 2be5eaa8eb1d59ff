package org.stellaops.signer.ports.tuf;

import java.time.Instant;
import java.util.List;
import org.stellaops.signer.model.Bytes;

/**
 * The client workflow of TUF: root rotation, timestamp, snapshot, targets. It is found by {@link
 * java.util.ServiceLoader}, since only a command that updates a root needs it.
 */
public interface TufClient {

  /**
   * Brings {@code state} up to what the repository says, and fetches targets. What was verified
   * before something was refused stays in {@code state}: the rollback protection of later updates
   * rests on it.
   *
   * @param root where {@code state} has no root yet, the one to begin with: signed metadata, JSON
   * @param targets their paths, in the top-level targets or in those of a role that these delegate
   *     to; none only brings the metadata up to date
   * @param now for what has expired, the same for the whole update
   */
  TufOutcome update(
      TufRepository repository, TufState state, Bytes root, List<String> targets, Instant now);
}
