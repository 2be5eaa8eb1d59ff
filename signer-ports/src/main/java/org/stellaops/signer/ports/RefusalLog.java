package org.stellaops.signer.ports;

import java.time.Instant;
import org.stellaops.signer.model.AuditId;

/**
 * Records refusals of requests that were never identified, in a lane of its own: own writer, own
 * disk budget. Its records belong to the operator, never to a tenant that an unverified token
 * names.
 */
public interface RefusalLog {

  /**
   * Records one refusal. Returns at once, never throws and never delays signing. Over the lane's
   * rate, refusals of equal reason, source and minute become one record with a count, so that the
   * counts add up to the refusals.
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
   */
  record UnidentifiedRefusal(
      AuditId id, String code, String reason, String sourcePrefix, Instant at) {}
}
