package org.stellaops.signer.ports;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.IdempotencyKey;
import org.stellaops.signer.model.QuotaName;
import org.stellaops.signer.model.RateLimit;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Thumbprint;

/**
 * The one durable book of requests: replay claims, audit records, quotas and idempotency results.
 * Each method is one atomic step; what it says is durable when it returns, unless it says
 * otherwise. Replay and quota windows are judged by the store's own time, which never goes back.
 *
 * <p>Every method may throw {@link DependencyUnavailable} with {@link Dependency#JOURNAL}. When
 * that says {@code mayHaveHappened}, the step may be durable; {@link #conclude} may then be called
 * again with the same arguments, and {@link #takeOver} always.
 *
 * <p>Several nodes may share one journal; each instance of this interface is a node. A request
 * belongs to the node that opened it until another takes it over, which that node learns from its
 * next step: {@link #hold} and {@link #reserve} are refused, so that it does not sign, and {@link
 * #conclude} says false, so that it does not release what it signed. A node lives for {@link
 * #NODE_LEASE} from its last {@link #takeOver}, by the store's time; {@link #open} renews the lease
 * too when less than half of it is left. A store that only one process can open knows without a
 * lease that earlier nodes have ended.
 */
public interface RequestJournal {

  /** For how long a node is taken to live after its last sign of life. */
  Duration NODE_LEASE = Duration.ofMinutes(5);

  /**
   * Transaction 1: takes one unit of the client's request rate, claims the proof and opens the
   * request's record, all or nothing. A used proof takes no rate: who replays a request spends
   * nothing of its caller's.
   */
  Opened open(Opening opening, Deadline deadline);

  /**
   * Holds one unit of the tenant's rate and one of its concurrency, both or neither. The answer may
   * come before it is durable; it is durable no later than any later step of the same request. The
   * concurrency is given back by {@link #conclude} or when its lease ends.
   *
   * @throws DependencyUnavailable also when another node has taken the request over
   */
  Hold hold(HoldRequest request, Deadline deadline);

  /** What is known of an idempotency key, without claiming it. */
  Optional<Earlier> recall(IdempotencyClaim claim, Deadline deadline);

  /**
   * Transaction 2: charges bytes and counts, claims the idempotency key and writes the intent, all
   * or nothing.
   *
   * @throws DependencyUnavailable also when another node has taken the request over
   */
  Reservation reserve(ReserveRequest request, Deadline deadline);

  /**
   * Transaction 3: writes the decision, settles what was held and keeps or frees the idempotency
   * key. {@link Outcome#SIGNED} and {@link Outcome#UNKNOWN} keep the charge of {@link #reserve};
   * all others give it back. A request that is already concluded, or that is not this node's, stays
   * as it is.
   *
   * @return whether this call, or an earlier one with the same record bytes, concluded the request
   */
  boolean conclude(Conclusion conclusion, Deadline deadline);

  /**
   * Renews this node's lease, and makes the open requests of nodes whose lease has ended this
   * node's own: each is given to exactly one node. What this node took over and has not concluded
   * is given again; what it opened itself never is.
   *
   * @param most at most so many
   * @return oldest first
   */
  List<Unconcluded> takeOver(int most, Deadline deadline);

  /**
   * The opening of one request.
   *
   * @param rate what the request takes its rate of; null for a test of a key, which takes none
   * @param proof the proof of possession to claim, or null where none exists (embedded callers)
   * @param record the audit record, kept byte for byte
   */
  record Opening(
      AuditId id,
      Tenant tenant,
      @Nullable ClientRate rate,
      @Nullable ProofClaim proof,
      Bytes record) {}

  /** The limit of the requests of one client of a tenant, whatever becomes of each. */
  record ClientRate(ClientId client, RateLimit limit) {}

  /**
   * One use of a proof of possession.
   *
   * @param jti SHA-256 of the proof's {@code jti}
   * @param acceptableUntil after this moment the proof is too old to be accepted anyway; kept at
   *     least so long
   */
  record ProofClaim(Thumbprint key, Digest jti, Instant acceptableUntil) {}

  /** What {@link #open} did. */
  sealed interface Opened {

    /** The rate had room and the proof was new; both are taken and the record is durable. */
    record Claimed() implements Opened {}

    /** The proof was used before; nothing was taken or written. */
    record ProofUsed() implements Opened {}

    /**
     * The rate has no room before {@code retryAfter}, which holds if the rate was changed too; the
     * proof is not used and no record is open.
     */
    record RateSpent(Duration retryAfter) implements Opened {}
  }

  /**
   * What {@link #hold} asks for; at most {@code concurrency} requests of the tenant run at once.
   */
  record HoldRequest(AuditId id, Tenant tenant, RateLimit rate, int concurrency, Duration lease) {}

  /** What {@link #hold} found. */
  sealed interface Hold {

    /** Both held; {@code rateRemaining} further requests would have room now. */
    record Held(long rateRemaining) implements Hold {}

    /** No room; nothing held. */
    record Full(QuotaName quota, Duration retryAfter) implements Hold {}
  }

  /**
   * What {@link #reserve} asks for. Days are those of the store's clock in UTC.
   *
   * @param bytes how many bytes are charged; 0 for a test of a key, which is charged to nobody
   * @param signatures how many signatures are charged; 0 likewise
   * @param intent the audit record of the intent; it names the digest of what will be signed
   */
  record ReserveRequest(
      AuditId id,
      Tenant tenant,
      @Nullable IdempotencyClaim idempotency,
      long bytes,
      int signatures,
      long bytesPerDay,
      long signaturesPerDay,
      Bytes intent) {

    public ReserveRequest {
      if (signatures < 0 || bytes < 0) {
        throw new IllegalArgumentException("a reservation charges something or nothing");
      }
    }
  }

  /** What {@link #reserve} found. */
  sealed interface Reservation {

    /** Charged, and the intent is durable. */
    record Reserved(long bytesLeft, long signaturesLeft) implements Reservation {}

    /** No room; nothing written. */
    record Full(QuotaName quota, Duration retryAfter) implements Reservation {}

    /** The idempotency key is in use; nothing written. */
    record Taken(Earlier earlier) implements Reservation {}
  }

  /** An idempotency key in its scope, bound to the SHA-256 of the request body; kept 24 hours. */
  record IdempotencyClaim(
      Tenant tenant, ClientId client, String route, IdempotencyKey key, Digest body) {}

  /** An earlier request with the same idempotency key. */
  sealed interface Earlier {

    /** SHA-256 of that request's body. */
    Digest body();

    /** It has not been concluded yet. */
    record Running(Digest body) implements Earlier {}

    /** It was signed; {@code result} is what its {@link Conclusion} carried. */
    record Answered(Digest body, AuditId id, Bytes result) implements Earlier {}
  }

  /**
   * The end of one request.
   *
   * @param decision the audit record, kept byte for byte
   * @param result what a repeat of the request is answered from; null unless it was signed, and
   *     also then where it claimed no idempotency key
   */
  record Conclusion(
      AuditId id, Tenant tenant, Outcome outcome, Bytes decision, @Nullable Bytes result) {

    public Conclusion {
      if (!outcome.isRecorded()) {
        throw new IllegalArgumentException("a conclusion says what was decided");
      }
    }
  }

  /**
   * A request that its node left open.
   *
   * @param intended whether its intent is durable
   * @param act what a person did by it, where the store that keeps the journal keeps that too; null
   *     where nothing was done
   */
  record Unconcluded(AuditId id, Tenant tenant, boolean intended, @Nullable RecordedAct act) {

    public Unconcluded(AuditId id, Tenant tenant, boolean intended) {
      this(id, tenant, intended, null);
    }
  }
}
