package org.stellaops.signer.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.ImageApprovals;
import org.stellaops.signer.ports.SealStore.Act;

/** The steps of approvals, to which rows are only added. */
final class ApprovalTable implements ImageApprovals {

  private static final String STEPS =
      "SELECT tenant, id, image, deed, at, until, issuer, actor, client, audit, reason,"
          + " person, subject, proof FROM approval_step";

  private final Writer writer;
  private final Readers readers;

  ApprovalTable(Writer writer, Readers readers) {
    this.writer = writer;
    this.readers = readers;
  }

  @Override
  public boolean add(Approval after, Deadline deadline) {
    return writer.write(sql -> insert(sql, after) == 1, deadline);
  }

  private static int insert(Statements sql, Approval after) throws SQLException {
    Step step = after.last();
    Act act = step.act();
    int before = after.steps().size() - 1;
    return sql.update(
        "INSERT INTO approval_step (tenant, id, number, image, deed, at, until, issuer, actor,"
            + " client, audit, reason, person, subject, proof)"
            + " SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
            + " WHERE ? = (SELECT count(*) FROM approval_step WHERE tenant = ? AND id = ?)",
        after.tenant(),
        after.id(),
        before,
        after.image(),
        step.deed().name(),
        StoreClock.micros(step.at()),
        StoreClock.micros(step.until()),
        act.person().issuer(),
        act.person().tenant(),
        act.person().client(),
        act.audit(),
        act.reason(),
        act.person().person(),
        act.person().subject(),
        step.proof(),
        before,
        after.tenant(),
        after.id());
  }

  @Override
  public Optional<Approval> find(Tenant tenant, AuditId id, Deadline deadline) {
    return approvals(
            readers.read(
                sql ->
                    sql.all(
                        STEPS + " WHERE tenant = ? AND id = ? ORDER BY sequence",
                        ApprovalTable::row,
                        tenant,
                        id),
                deadline))
        .stream()
        .findFirst();
  }

  @Override
  public List<Approval> of(Tenant tenant, Digest image, Deadline deadline) {
    return approvals(
            readers.read(
                sql ->
                    sql.all(
                        STEPS + " WHERE tenant = ? AND image = ? ORDER BY sequence",
                        ApprovalTable::row,
                        tenant,
                        image),
                deadline))
        .reversed();
  }

  @Override
  public List<Approval> latest(Tenant tenant, int most, Deadline deadline) {
    return approvals(
            readers.read(
                sql ->
                    sql.all(
                        STEPS
                            + " WHERE tenant = ? AND id IN (SELECT id FROM approval_step"
                            + " WHERE tenant = ? AND number = 0 ORDER BY sequence DESC LIMIT ?)"
                            + " ORDER BY sequence",
                        ApprovalTable::row,
                        tenant,
                        tenant,
                        most),
                deadline))
        .reversed();
  }

  /** The steps by the approval that they belong to, in the order in which those began. */
  private static List<Approval> approvals(List<Approval> steps) {
    Map<AuditId, Approval> all = new LinkedHashMap<>();
    for (Approval one : steps) {
      all.merge(
          one.id(),
          one,
          (before, next) -> {
            List<Step> both = new ArrayList<>(before.steps());
            both.addAll(next.steps());
            return new Approval(before.tenant(), before.id(), before.image(), both);
          });
    }
    return List.copyOf(all.values());
  }

  /** An approval with the one step of the row. */
  private static Approval row(ResultSet row) throws SQLException {
    Act act = Acts.read(row, 7);
    byte[] proof = row.getBytes(14);
    Step step =
        new Step(
            Deed.valueOf(row.getString(4)),
            StoreClock.instant(row.getLong(5)),
            StoreClock.instant(row.getLong(6)),
            act,
            proof == null ? null : Bytes.adopt(proof));
    return new Approval(
        new Tenant(row.getString(1)),
        new AuditId(row.getString(2)),
        Digest.parse(row.getString(3)),
        List.of(step));
  }
}
