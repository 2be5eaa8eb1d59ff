package org.stellaops.signer.core.pipeline;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.stellaops.signer.core.caller.Caller;
import org.stellaops.signer.core.decision.Answer;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.decision.Refusal;
import org.stellaops.signer.core.json.CanonicalWriter;
import org.stellaops.signer.core.trail.Trail;
import org.stellaops.signer.ports.AuditRecords;
import org.stellaops.signer.ports.AuditRecords.Entry;
import org.stellaops.signer.words.AuditId;

/** Reads the records of one request, of the caller's own tenant only. */
final class AuditReading {

  private final AuditRecords records;

  AuditReading(AuditRecords records) {
    this.records = records;
  }

  /** A malformed id, an unknown one and another tenant's are told the same. */
  Decision<Answer> read(Trail trail, Caller caller, String wanted) {
    Optional<AuditId> id = parse(wanted);
    List<Entry> entries =
        id.isEmpty() ? List.of() : records.find(caller.tenant(), id.get(), trail.deadline());
    if (entries.isEmpty()) {
      return Decision.refused(new Refusal.NotFound("audit-id"));
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
