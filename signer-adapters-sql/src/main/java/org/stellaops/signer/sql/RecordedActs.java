package org.stellaops.signer.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.ports.ImageApprovals;
import org.stellaops.signer.ports.KeyCatalog.KeyState;
import org.stellaops.signer.ports.RecordedAct;
import org.stellaops.signer.ports.RecordedAct.OnApproval;
import org.stellaops.signer.ports.RecordedAct.OnBypass;
import org.stellaops.signer.ports.RecordedAct.OnKey;
import org.stellaops.signer.ports.RecordedAct.OnSeal;
import org.stellaops.signer.ports.RecordedAct.OnSecurityKey;
import org.stellaops.signer.ports.SealStore;
import org.stellaops.signer.ports.SecurityKeyStore;

/** Finds what a person did by the id of the request. */
final class RecordedActs {

  private RecordedActs() {}

  /** Empty where nothing was done by it. */
  static @Nullable RecordedAct find(Statements sql, AuditId id) throws SQLException {
    try {
      return key(sql, id)
          .or(() -> seal(sql, id))
          .or(() -> approval(sql, id))
          .or(() -> bypass(sql, id))
          .or(() -> securityKey(sql, id))
          .orElse(null);
    } catch (Unread e) {
      throw e.cause;
    } catch (IllegalArgumentException spoiled) {
      // What it says is not known; that is for the check of the store to tell.
      return null;
    }
  }

  private static final class Unread extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient SQLException cause;

    Unread(SQLException cause) {
      this.cause = cause;
    }
  }

  @FunctionalInterface
  private interface Reading {
    RecordedAct of(ResultSet row) throws SQLException;
  }

  private static Optional<RecordedAct> first(
      Statements sql, String query, AuditId id, Reading reading) {
    try {
      return sql.first(query, reading::of, id);
    } catch (SQLException e) {
      throw new Unread(e);
    }
  }

  private static Optional<RecordedAct> key(Statements sql, AuditId id) {
    return first(
        sql,
        "SELECT e.reason, e.name, k.spki, e.verb, e.state, e.effective, e.at FROM key_event e"
            + " JOIN signing_key k ON k.tenant = e.tenant AND k.name = e.name"
            + " WHERE e.audit = ? AND e.verb <> 'replace' ORDER BY e.sequence LIMIT 1",
        id,
        row -> {
          KeyState to = KeyState.valueOf(row.getString(5));
          String verb = row.getString(4);
          long asked = row.getLong(6);
          boolean none = row.wasNull();
          Instant at = StoreClock.instant(row.getLong(7));
          Instant from = none ? (verb.equals("revoke") ? at : null) : StoreClock.instant(asked);
          return new RecordedAct(
              row.getString(1),
              new OnKey(
                  new KeyName(row.getString(2)),
                  Bytes.adopt(row.getBytes(3)).sha256(),
                  verb,
                  to,
                  from,
                  replaced(sql, id)));
        });
  }

  private static List<String> replaced(Statements sql, AuditId id) throws SQLException {
    return sql.all(
        "SELECT name FROM key_event WHERE audit = ? AND verb = 'replace' ORDER BY sequence",
        row -> row.getString(1),
        id);
  }

  private static Optional<RecordedAct> seal(Statements sql, AuditId id) {
    return first(
        sql,
        "SELECT reason, deed FROM seal WHERE audit = ? ORDER BY sequence LIMIT 1",
        id,
        row ->
            new RecordedAct(
                row.getString(1), new OnSeal(SealStore.Deed.valueOf(row.getString(2)))));
  }

  private static Optional<RecordedAct> approval(Statements sql, AuditId id) {
    return first(
        sql,
        "SELECT reason, id, image, deed FROM approval_step WHERE audit = ? ORDER BY sequence"
            + " LIMIT 1",
        id,
        row ->
            new RecordedAct(
                row.getString(1),
                new OnApproval(
                    new AuditId(row.getString(2)),
                    Digest.parse(row.getString(3)),
                    ImageApprovals.Deed.valueOf(row.getString(4)))));
  }

  private static Optional<RecordedAct> bypass(Statements sql, AuditId id) {
    return first(
        sql,
        "SELECT reason, id, deed FROM bypass_event WHERE audit = ? ORDER BY sequence LIMIT 1",
        id,
        row ->
            new RecordedAct(
                row.getString(1),
                new OnBypass(
                    Digest.parse(row.getString(2)), row.getString(3).toLowerCase(Locale.ROOT))));
  }

  /** A key that is suspended for its counter is so by what it signed, and nobody asked for it. */
  private static Optional<RecordedAct> securityKey(Statements sql, AuditId id) {
    return first(
        sql,
        "SELECT reason, id, deed FROM security_key_step WHERE audit = ? AND deed <> 'SUSPENDED'"
            + " ORDER BY sequence LIMIT 1",
        id,
        row ->
            new RecordedAct(
                row.getString(1),
                new OnSecurityKey(
                    new AuditId(row.getString(2)),
                    SecurityKeyStore.Deed.valueOf(row.getString(3)))));
  }
}
