package org.stellaops.signer.ports;

import java.time.Instant;
import java.util.Optional;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.ProofState;
import org.stellaops.signer.model.Tenant;

/**
 * The last answer of Licensing for each proof and the highest version seen of each licence. Durable
 * stored data, not a cache: losing it would turn a revoked licence into a live one.
 */
public interface EntitlementArchive {

  /**
   * The last kept answer about {@code proof}; empty also when its licence is known at a higher
   * version by now, since that answer is outdated, and while another answer {@linkplain
   * LastKnown#revokes revokes} it.
   */
  Optional<LastKnown> find(Tenant tenant, Digest proof, Deadline deadline);

  /**
   * Keeps an answer and raises the licence's version, atomically. Durable on return. The order in
   * which answers come is not that in which they were signed, and changes nothing: of each proof
   * the answer is kept that {@linkplain LastKnown#supersedes supersedes} the others, and it is
   * found unless the kept answer of another proof {@linkplain LastKnown#revokes revokes} it.
   *
   * @throws DependencyUnavailable {@link Dependency#JOURNAL}
   */
  Kept keep(Tenant tenant, LastKnown answer, Deadline deadline);

  /**
   * Raises the version known of a licence where there is no answer to keep. Durable on return.
   *
   * @return the highest version known for the licence, this one included
   * @throws DependencyUnavailable {@link Dependency#JOURNAL}
   */
  long raise(Tenant tenant, String licence, long version, Deadline deadline);

  /**
   * What became of an answer.
   *
   * @param highestVersion known for the licence, that of the answer included: if it is higher, the
   *     answer is outdated and was not kept
   * @param newer what stands instead of the answer, about the same proof or licence; empty if the
   *     answer itself stands or is outdated
   */
  record Kept(long highestVersion, Optional<LastKnown> newer) {}

  /**
   * One kept answer.
   *
   * @param proof SHA-256 of the compact proof that it speaks of
   * @param licence the licence's id
   * @param version the licence's version, which never goes back
   * @param answer the signed JWT as received: it is checked again whenever it is read, so an edited
   *     row entitles nobody
   * @param state what it says
   * @param signedAt its {@code iat}
   * @param receivedAt when it was received, wall time
   * @param ends from when on nobody is going to ask for it, wall time: the archive may forget the
   *     answer then, but never the licence's version
   */
  record LastKnown(
      Digest proof,
      String licence,
      long version,
      String answer,
      ProofState state,
      Instant signedAt,
      Instant receivedAt,
      Instant ends) {

    /**
     * Whether this stands against another answer about the same proof: by the licence's version,
     * then by when it was signed, and in one second as {@link ProofState} has it.
     */
    public boolean supersedes(LastKnown other) {
      if (version != other.version) {
        return version > other.version;
      }
      return signedAt.isAfter(other.signedAt)
          || (signedAt.equals(other.signedAt) && state.compareTo(other.state) < 0);
    }

    /** Whether this is a no to the licence of another answer, signed with or after that one. */
    public boolean revokes(LastKnown other) {
      return state == ProofState.REVOKED
          && other.state == ProofState.ACTIVE
          && licence.equals(other.licence)
          && version == other.version
          && !signedAt.isBefore(other.signedAt);
    }
  }
}
