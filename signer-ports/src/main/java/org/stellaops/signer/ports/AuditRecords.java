package org.stellaops.signer.ports;

import java.time.Instant;
import java.util.List;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Tenant;

/** Reads the audit log. Every read names the tenant whose records it may see. */
public interface AuditRecords {

  /**
   * Version of the form of the records that are written now. Each record names it in its bytes, and
   * the log keeps it beside them.
   */
  int SCHEMA = 1;

  /**
   * The records of one request in the order of their sequence; empty when there is none <em>of this
   * tenant</em>, which takes the same time and says the same as an unknown id.
   *
   * @throws DependencyUnavailable {@link Dependency#JOURNAL}
   */
  List<Entry> find(Tenant tenant, AuditId id, Deadline deadline);

  /**
   * Decisions about a tenant's requests, the greatest audit id first. Ids begin with the time (RFC
   * 9562 §5.7), so those are the newest requests, as far as the clocks of nodes agree.
   *
   * @param most at most so many
   * @throws DependencyUnavailable {@link Dependency#JOURNAL}
   */
  List<Decided> latestDecisions(Tenant tenant, int most, Deadline deadline);

  /** A decision record and the request that it is about. */
  record Decided(AuditId id, Entry entry) {}

  /**
   * One record.
   *
   * @param sequence gap-free over the whole log, from 1
   * @param schema version of the record's form
   * @param bytes the exact bytes that were written
   */
  record Entry(long sequence, Kind kind, Instant storedAt, int schema, Bytes bytes) {}

  /** What a record tells. */
  enum Kind {
    OPENED,
    INTENT,
    DECISION
  }
}
