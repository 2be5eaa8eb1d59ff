package org.stellaops.signer.core.operations;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.stellaops.signer.core.api.Answer;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.caller.Caller;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.lifecycle.RequestContext;
import org.stellaops.signer.core.lifecycle.SelfTestRecords;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.ports.AuditRecords;
import org.stellaops.signer.ports.AuditRecords.Entry;
import org.stellaops.signer.ports.Facts;
import org.stellaops.signer.ports.Outcome;

/** Reads the records of one request, of the caller's own tenant only. */
public final class AuditReading {

  private static final String SCHEMA = "https://stella-ops.org/schemas/signer/decisions/v1";
  private static final int MOST_TOLD = 100;
  private static final int MOST_READ = 500;

  /** The routes that change nothing and are no verdict on anything. */
  private static final Set<String> LOOKS =
      Stream.of(
              new Operation.ReadAudit(""),
              new Operation.ListDecisions(),
              new Operation.ListKeys(),
              new Operation.ReadSeal(),
              new Operation.ListApprovals(),
              new Operation.ListSecurityKeys(),
              new Operation.AskApproval(""),
              new Operation.OfferSecurityKey(),
              new Operation.AskSecurityKey(""),
              new Operation.ReadBypass())
          .map(Operation::label)
          .collect(Collectors.toUnmodifiableSet());

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

  /**
   * The latest decisions about requests of the caller's tenant, newest first. Looks are left out,
   * so that looking does not push the others out, and so are self-tests that passed.
   */
  public Decision<CanonicalWriter> decisions(RequestContext context, Caller caller) {
    List<CanonicalWriter> told =
        records.latestDecisions(caller.tenant(), MOST_READ, context.deadline()).stream()
            .filter(each -> !isLook(each.entry().bytes()))
            .limit(MOST_TOLD)
            .map(each ->
                CanonicalWriter.object()
                    .string("auditId", each.id().value())
                    .canonical("record", each.entry().bytes()))
            .toList();
    return Decision.cleared(
        CanonicalWriter.object().objects("decisions", told).string("schema", SCHEMA));
  }

  private static boolean isLook(Bytes record) {
    try {
      if (!(JsonValue.parse(record, JsonLimits.REQUEST) instanceof JsonObject members)) {
        return false;
      }
      String decision = members.optionalString(Facts.DECISION).orElse("");
      String route = members.optionalString(Facts.ROUTE).orElse("");
      return (decision.equals(Outcome.ANSWERED.label()) && LOOKS.contains(route))
          || (decision.equals(Outcome.SIGNED.label()) && route.equals(SelfTestRecords.ROUTE));
    } catch (InvalidJson foreign) {
      return false;
    }
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
