package org.stellaops.signer.core.operations;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.stellaops.signer.core.api.Answer;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.caller.Caller;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.lifecycle.RequestContext;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.ports.AuditRecords;
import org.stellaops.signer.ports.AuditRecords.Entry;

/** Reads the records of one request, of the caller's own tenant only. */
public final class AuditReading {

  private final AuditRecords records;

  public AuditReading(AuditRecords records) {
    this.records = records;
  }

  /** A malformed id, an unknown one and another tenant's are told the same. */
  public Decision<Answer> read(RequestContext context, Caller caller, String wanted) {
    Optional<AuditId> id = parse(wanted);
    List<Entry> entries =
        id.isEmpty() ? List.of() : records.find(caller.tenant(), id.get(), context.deadline());
    if (entries.isEmpty()) {
      return Decision.refused(new Refusal.NotFound(Reason.AUDIT_ID));
    }
    return Decision.cleared(
        new ReadAnswer(
            caller.auditId(),
            CanonicalWriter.object()
                .string("auditId", wanted)
                .objects("records", entries.stream().map(AuditReading::form).toList())));
  }

  private static Optional<AuditId> parse(String wanted) {
    try {
      return Optional.of(new AuditId(wanted));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private static CanonicalWriter form(Entry entry) {
    return CanonicalWriter.object()
        .string("kind", entry.kind().name().toLowerCase(Locale.ROOT))
        .canonical("record", entry.bytes())
        .number("schema", entry.schema())
        .number("sequence", entry.sequence())
        .string("storedAt", entry.storedAt().toString());
  }
}
