package org.stellaops.signer.ports;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.SealStore.Act;

/**
 * Scanner images that people let pass for a time, kept where every node of one service sees them.
 * Steps are only ever added: each is durable when {@link #add} returns, and stays on record for
 * good. Whether an approval holds is the caller's to judge.
 *
 * <p>Every method may throw {@link DependencyUnavailable} with {@link Dependency#JOURNAL}. A step
 * that {@code mayHaveHappened} may be added again: the second time it is no longer the next.
 */
public interface ImageApprovals {

  /**
   * Adds the last step of {@code after}, if all steps before it are exactly those on record.
   *
   * @return false if they are not, as somebody else was first: nothing is added
   */
  boolean add(Approval after, Deadline deadline);

  Optional<Approval> find(Tenant tenant, AuditId id, Deadline deadline);

  /** Every approval of one image, newest first. */
  List<Approval> of(Tenant tenant, Digest image, Deadline deadline);

  /**
   * The tenant's approvals, newest first.
   *
   * @param most at most so many
   */
  List<Approval> latest(Tenant tenant, int most, Deadline deadline);

  /**
   * One image's, from the request on.
   *
   * @param id the audit id of the request that asked for it
   * @param image the digest of the image's manifest
   * @param steps what was done, oldest first; at least one
   */
  record Approval(Tenant tenant, AuditId id, Digest image, List<Step> steps) {

    public Approval {
      steps = List.copyOf(steps);
      if (steps.isEmpty()) {
        throw new IllegalArgumentException("an approval begins with a request");
      }
    }

    public Step last() {
      return steps.get(steps.size() - 1);
    }
  }

  /**
   * What somebody did.
   *
   * @param at when, by the clock of the node that it was done on, in milliseconds
   * @param until when the step loses its effect: nobody decides on the request from then on, or the
   *     approval ends; equal to {@code at} for a step that ends all
   * @param proof what a security key signed about it, in RFC 8785 form; null where none did
   */
  record Step(Deed deed, Instant at, Instant until, Act act, @Nullable Bytes proof) {

    /** A step that no security key signed. */
    public Step(Deed deed, Instant at, Instant until, Act act) {
      this(deed, at, until, act, null);
    }
  }

  /** What was done. */
  enum Deed {
    REQUESTED,
    APPROVED,
    DENIED,
    REVOKED
  }
}
