package org.stellaops.signer.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
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
import org.stellaops.signer.sql.QuotaTables.Charge;

/** The request journal on SQLite: each port method is one step of the {@link Writer}. */
final class SqliteJournal implements RequestJournal {

  private final Writer writer;
  private final Readers readers;
  private final StoreClock clock;
  private final ProofTable proofs;
  private final int process;

  /**
   * @param process the number of this process; those that opened requests earlier have lower ones
   */
  SqliteJournal(Writer writer, Readers readers, StoreClock clock, ProofTable proofs, int process) {
    this.writer = writer;
    this.readers = readers;
    this.clock = clock;
    this.proofs = proofs;
    this.process = process;
  }

  @Override
  public Opened open(Opening opening, Deadline deadline) {
    return writer.write(
        sql -> {
          ProofClaim proof = opening.proof();
          if (proof != null && proofs.isUsed(sql, proof)) {
            return new Opened.ProofUsed();
          }
          long now = clock.micros();
          Gcra.Decision rate = RequestRateTable.take(sql, opening, now);
          if (!rate.allowed()) {
            return new Opened.RateSpent(rate.retryAfter());
          }
          if (proof != null) {
            proofs.claim(sql, proof);
          }
          long sequence =
              AuditTable.append(
                  sql,
                  new Written(opening.tenant(), opening.id(), Kind.OPENED, opening.record()),
                  now);
          sql.update(
              "INSERT INTO open_request (tenant, id, process, sequence) VALUES (?, ?, ?, ?)",
              opening.tenant(),
              opening.id(),
              process,
              sequence);
          return new Opened.Claimed();
        },
        deadline);
  }

  @Override
  public Hold hold(HoldRequest request, Deadline deadline) {
    return writer.writeEarly(sql -> QuotaTables.hold(sql, request, clock.micros()), deadline);
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
    Reservation reservation = QuotaTables.charge(sql, request, now);
    if (reservation instanceof Reservation.Reserved) {
      Long claimed = claim == null ? null : IdempotencyTable.claim(sql, claim, request.id(), now);
      int changed =
          sql.update(
              "UPDATE open_request SET charged_day = ?, charged_bytes = ?, charged_signatures = ?,"
                  + " claim = ?"
                  + " WHERE tenant = ? AND id = ? AND process = ? AND charged_day IS NULL",
              QuotaTables.day(now),
              request.bytes(),
              request.signatures(),
              claimed,
              request.tenant(),
              request.id(),
              process);
      if (changed == 0) {
        throw new IllegalStateException("the request is not open, or its intent is recorded");
      }
      AuditTable.append(
          sql, new Written(request.tenant(), request.id(), Kind.INTENT, request.intent()), now);
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
    OpenRequest open = found.get();
    boolean spent = end.outcome() == Outcome.SIGNED || end.outcome() == Outcome.UNKNOWN;
    Charge charge = open.charge();
    if (charge != null && !spent) {
      QuotaTables.giveBack(sql, end.tenant(), charge);
    }
    Long claim = open.claim();
    if (claim != null) {
      IdempotencyTable.settle(
          sql, claim, end.id(), end.outcome() == Outcome.SIGNED ? end.result() : null);
    }
    AuditTable.append(
        sql, new Written(end.tenant(), end.id(), Kind.DECISION, end.decision()), clock.micros());
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
    for (Unconcluded request : left) {
      sql.update(
          "UPDATE open_request SET process = ?, taken = 1 WHERE tenant = ? AND id = ?",
          process,
          request.tenant(),
          request.id());
    }
    return left;
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
