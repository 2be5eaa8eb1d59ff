package org.stellaops.signer.bootstrap;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.AuditRecords;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.EntitlementArchive;
import org.stellaops.signer.ports.RefusalLog;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.sql.QuotaRoom;
import org.stellaops.signer.sql.StoreUnusable;

/**
 * The store of a request that is only rehearsed. It keeps nothing and spends nothing, and reads
 * nothing but quotas. A reservation, the last step before a key is used, always fails, so that no
 * request over this store can end in a signature.
 */
final class RehearsalStore implements RequestJournal, EntitlementArchive, AuditRecords, RefusalLog {

  private final QuotaRoom quotas;
  private @Nullable Reservation room;
  private @Nullable String refusal;

  RehearsalStore(QuotaRoom quotas) {
    this.quotas = quotas;
  }

  /** What a reservation would have been; empty before every other gate said yes. */
  Optional<Reservation.Reserved> reserved() {
    return room instanceof Reservation.Reserved good ? Optional.of(good) : Optional.empty();
  }

  /** The reason that an operator reads of a caller who was not identified. */
  Optional<String> refusal() {
    return Optional.ofNullable(refusal);
  }

  @Override
  public Opened open(Opening opening, Deadline deadline) {
    return new Opened.Claimed();
  }

  @Override
  public Hold hold(HoldRequest request, Deadline deadline) {
    try {
      return quotas.hold(request);
    } catch (StoreUnusable e) {
      throw unreadable(e);
    }
  }

  @Override
  public Optional<Earlier> recall(IdempotencyClaim claim, Deadline deadline) {
    return Optional.empty();
  }

  @Override
  public Reservation reserve(ReserveRequest request, Deadline deadline) {
    Reservation found;
    try {
      found = quotas.reserve(request);
    } catch (StoreUnusable e) {
      throw unreadable(e);
    }
    room = found;
    return switch (found) {
      case Reservation.Full full -> full;
      case Reservation.Taken taken -> taken;
      case Reservation.Reserved reserved ->
          throw new DependencyUnavailable(
              Dependency.JOURNAL, false, "a rehearsal ends before a key is used");
    };
  }

  private static DependencyUnavailable unreadable(StoreUnusable e) {
    return new DependencyUnavailable(Dependency.JOURNAL, false, String.valueOf(e.getMessage()), e);
  }

  @Override
  public boolean conclude(Conclusion conclusion, Deadline deadline) {
    return true;
  }

  @Override
  public List<Unconcluded> takeOver(int most, Deadline deadline) {
    return List.of();
  }

  @Override
  public Optional<LastKnown> find(Tenant tenant, Digest proof, Deadline deadline) {
    return Optional.empty();
  }

  @Override
  public Kept keep(Tenant tenant, LastKnown answer, Deadline deadline) {
    return new Kept(answer.version(), Optional.empty());
  }

  @Override
  public long raise(Tenant tenant, String licence, long version, Deadline deadline) {
    return version;
  }

  @Override
  public List<Entry> find(Tenant tenant, AuditId id, Deadline deadline) {
    return List.of();
  }

  @Override
  public List<Decided> latestDecisions(Tenant tenant, int most, Deadline deadline) {
    return List.of();
  }

  @Override
  public AuditId record(UnidentifiedRefusal refused) {
    refusal = refused.reason();
    return refused.id();
  }
}
