package org.stellaops.signer.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.AuditRecords.Kind;
import org.stellaops.signer.ports.Outcome;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.ports.quota.Gcra;
import org.stellaops.signer.sql.AuditTable.Written;
import org.stellaops.signer.sql.ProofTable.ProofHash;
import org.stellaops.signer.sql.UsageTable.Charge;

/** The request journal on SQLite: each port method is one step of the {@link Writer}. */
final class SqliteJournal implements RequestJournal {

  private final Writer writer;
  private final Readers readers;
  private final StoreClock clock;
  private final LiveTables live;
  private final int process;

  /**
   * @param process the number of this process; those that opened requests earlier have lower ones
   */
  SqliteJournal(Writer writer, Readers readers, StoreClock clock, LiveTables live, int process) {
    this.writer = writer;
    this.readers = readers;
    this.clock = clock;
    this.live = live;
    this.process = process;
  }

  @Override
  public Opened open(Opening opening, Deadline deadline) {
    ProofClaim proof = opening.proof();
    if (proof == null) {
      return writer.write(sql -> open(sql, opening), deadline);
    }
    live.proofs().requireRoom();
    ProofHash hash = ProofHash.of(proof);
    return writer.write(
        sql -> {
          if (live.proofs().isUsed(proof, hash)) {
            return new Opened.ProofUsed();
          }
          Opened opened = open(sql, opening);
          if (opened instanceof Opened.Claimed) {
            live.proofs().claim(sql, proof, hash);
          }
          return opened;
        },
        deadline);
  }

  private Opened open(Statements sql, Opening opening) throws SQLException {
    long now = clock.micros();
    ClientRate limited = opening.rate();
    if (limited != null) {
      Gcra.Decision rate = live.requestRates().take(opening.tenant(), limited, now);
      if (!rate.allowed()) {
        return new Opened.RateSpent(rate.retryAfter());
      }
    }
    long sequence =
        append(
            sql, new Written(opening.tenant(), opening.id(), Kind.OPENED, opening.record()), now);
    sql.update(
        "INSERT INTO open_request (tenant, id, process, sequence) VALUES (?, ?, ?, ?)",
        opening.tenant(),
        opening.id(),
        process,
        sequence);
    live.holds().opened(opening.tenant(), opening.id());
    return new Opened.Claimed();
  }

  private long append(Statements sql, Written record, long now) throws SQLException {
    long number = live.auditNumbers().next();
    AuditTable.append(sql, number, record, now);
    return number;
  }

  /** In memory, with no way to the writer: it is written with the next transaction. */
  @Override
  public Hold hold(HoldRequest request, Deadline deadline) {
    writer.requireUsable(deadline);
    return live.holds().hold(request);
  }

  @Override
  public Optional<Earlier> recall(IdempotencyClaim claim, Deadline deadline) {
    return readers.read(sql -> IdempotencyTable.find(sql, claim, clock.micros()), deadline);
  }

  @Override
  public Reservation reserve(ReserveRequest request, Deadline deadline) {
    return writer.write(sql -> reserve(sql, request), deadline);
  }

  private Reservation reserve(Statements sql, ReserveRequest request) throws SQLException {
    long now = clock.micros();
    IdempotencyClaim claim = request.idempotency();
    if (claim != null) {
      Optional<Earlier> earlier = IdempotencyTable.find(sql, claim, now);
      if (earlier.isPresent()) {
        return new Reservation.Taken(earlier.get());
      }
    }
    Reservation reservation = live.usage().charge(sql, request, now);
    if (reservation instanceof Reservation.Reserved) {
      Long claimed = claim == null ? null : IdempotencyTable.claim(sql, claim, request.id(), now);
      int changed =
          sql.update(
              "UPDATE open_request SET charged_day = ?, charged_bytes = ?, charged_signatures = ?,"
                  + " claim = ?, lease_end = coalesce(?, lease_end)"
                  + " WHERE tenant = ? AND id = ? AND process = ? AND charged_day IS NULL",
              QuotaTables.day(now),
              request.bytes(),
              request.signatures(),
              claimed,
              live.holds().takeUnwritten(request.tenant(), request.id()),
              request.tenant(),
              request.id(),
              process);
      if (changed == 0) {
        throw new IllegalStateException("the request is not open, or its intent is recorded");
      }
      append(sql, new Written(request.tenant(), request.id(), Kind.INTENT, request.intent()), now);
    }
    return reservation;
  }

  @Override
  public boolean conclude(Conclusion end, Deadline deadline) {
    return writer.writeLast(sql -> conclude(sql, end), deadline);
  }

  private boolean conclude(Statements sql, Conclusion end) throws SQLException {
    Optional<OpenRequest> found = OpenRequest.remove(sql, end.tenant(), end.id(), process);
    if (found.isEmpty()) {
      return AuditTable.holds(sql, end.tenant(), end.id(), Kind.DECISION, end.decision());
    }
    long now = clock.micros();
    OpenRequest open = found.get();
    boolean spent = end.outcome() == Outcome.SIGNED || end.outcome() == Outcome.UNKNOWN;
    Charge charge = open.charge();
    if (charge != null && !spent) {
      live.usage().giveBack(sql, end.tenant(), charge, now);
    }
    Long claim = open.claim();
    if (claim != null) {
      IdempotencyTable.settle(
          sql, claim, end.id(), end.outcome() == Outcome.SIGNED ? end.result() : null);
    }
    append(sql, new Written(end.tenant(), end.id(), Kind.DECISION, end.decision()), now);
    live.holds().concluded(end.tenant(), end.id());
    return true;
  }

  /** This process holds the store's lock, so those with lower numbers have ended. */
  @Override
  public List<Unconcluded> takeOver(int most, Deadline deadline) {
    List<Unconcluded> left =
        readers.read(
            sql ->
                sql.all(
                    "SELECT id, tenant, charged_day IS NOT NULL FROM open_request"
                        + " WHERE process < ? OR taken ORDER BY sequence LIMIT ?",
                    row ->
                        new Unconcluded(
                            new AuditId(row.getString(1)),
                            new Tenant(row.getString(2)),
                            row.getBoolean(3)),
                    process,
                    most),
            deadline);
    return left.isEmpty() ? left : writer.write(sql -> take(sql, left), deadline);
  }

  private List<Unconcluded> take(Statements sql, List<Unconcluded> left) throws SQLException {
    List<Unconcluded> taken = new ArrayList<>();
    for (Unconcluded request : left) {
      taken.add(
          request.intended()
              ? request
              : new Unconcluded(
                  request.id(), request.tenant(), false, RecordedActs.find(sql, request.id())));
      sql.update(
          "UPDATE open_request SET process = ?, taken = 1 WHERE tenant = ? AND id = ?",
          process,
          request.tenant(),
          request.id());
    }
    return taken;
  }

  /** What is kept of a request while it is open. */
  private record OpenRequest(@Nullable Charge charge, @Nullable Long claim) {

    static Optional<OpenRequest> remove(Statements sql, Tenant tenant, AuditId id, int process)
        throws SQLException {
      return sql.first(
          "DELETE FROM open_request WHERE tenant = ? AND id = ? AND process = ?"
              + " RETURNING charged_day, charged_bytes, charged_signatures, claim",
          OpenRequest::read,
          tenant,
          id,
          process);
    }

    private static OpenRequest read(ResultSet row) throws SQLException {
      long day = row.getLong(1);
      Charge charge = row.wasNull() ? null : new Charge(day, row.getLong(2), row.getInt(3));
      long claim = row.getLong(4);
      return new OpenRequest(charge, row.wasNull() ? null : claim);
    }
  }
}
