package org.stellaops.signer.ports;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Tenant;

/**
 * Records refusals of requests that no record was opened for, in a lane of its own: own writer, own
 * disk budget. Its records belong to the operator, never to a tenant. Most are of requests whose
 * caller was never identified.
 */
public interface RefusalLog {

  /**
   * Records one refusal. Returns at once, never throws and never delays signing. Over the lane's
   * rate, refusals of equal reason, source, client and minute become one record with a count, so
   * that the counts add up to the refusals.
   *
   * @return the id under which it is recorded: {@code refusal.id()}, or that of the record it was
   *     merged into
   */
  AuditId record(UnidentifiedRefusal refusal);

  /**
   * One refusal.
   *
   * @param code the refusal's stable code
   * @param reason a stable word that tells apart refusals of one code
   * @param sourcePrefix the caller's network: an IPv4 /24 or IPv6 /48, or {@code local}
   * @param client who the caller is; null unless all of its token and proof was believed, whatever
   *     they say
   */
  record UnidentifiedRefusal(
      AuditId id,
      String code,
      String reason,
      String sourcePrefix,
      @Nullable TenantClient client,
      Instant at) {

    /** A refusal of nobody known. */
    public UnidentifiedRefusal(
        AuditId id, String code, String reason, String sourcePrefix, Instant at) {
      this(id, code, reason, sourcePrefix, null, at);
    }
  }

  /** A client of a tenant. */
  record TenantClient(Tenant tenant, ClientId client) {}
}
