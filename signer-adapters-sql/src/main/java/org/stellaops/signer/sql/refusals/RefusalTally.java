package org.stellaops.signer.sql.refusals;

import static org.stellaops.signer.sql.refusals.RefusalRecord.ANY;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.RateLimit;
import org.stellaops.signer.ports.RefusalLog.TenantClient;
import org.stellaops.signer.ports.RefusalLog.UnidentifiedRefusal;
import org.stellaops.signer.ports.quota.Gcra;

/**
 * Refusals on their way to the disk, in bounded memory and without input or output. Below the rate
 * each is a record of its own; above it equal ones share one. When there are too many unequal ones
 * to remember, their sources are no longer told apart, then their reasons and minutes.
 */
final class RefusalTally {

  private static final int SINGLES = 4_096;
  private static final int GROUPS = 1_024;
  private static final int COARSE_GROUPS = 1_024;

  private final RateLimit rate;
  private long arrival = Long.MIN_VALUE / 2;
  private List<RefusalRecord> singles = new ArrayList<>();
  private final Map<Group, RefusalRecord> groups = new LinkedHashMap<>();

  RefusalTally(RateLimit rate) {
    this.rate = rate;
  }

  private record Group(
      String code, String reason, String source, @Nullable TenantClient client, Instant minute) {}

  /**
   * Counts one refusal.
   *
   * @param micros the time by which the rate is judged
   * @return the id of the record that it went into
   */
  synchronized AuditId add(UnidentifiedRefusal refusal, long micros) {
    Instant minute = refusal.at().truncatedTo(ChronoUnit.MINUTES);
    Group fine =
        new Group(
            refusal.code(), refusal.reason(), refusal.sourcePrefix(), refusal.client(), minute);
    Gcra.Decision room = Gcra.decide(rate, arrival, micros);
    if (room.allowed() && singles.size() < SINGLES) {
      arrival = room.arrival();
      singles.add(record(refusal, fine));
      return refusal.id();
    }
    Group coarse = new Group(refusal.code(), ANY, ANY, null, minute);
    Group last = new Group(ANY, ANY, ANY, null, Instant.EPOCH);
    Group group =
        hasRoom(fine, GROUPS) ? fine : hasRoom(coarse, GROUPS + COARSE_GROUPS) ? coarse : last;
    return new AuditId(groups.merge(group, record(refusal, group), RefusalRecord::and).id());
  }

  private boolean hasRoom(Group group, int limit) {
    return groups.size() < limit || groups.containsKey(group);
  }

  private static RefusalRecord record(UnidentifiedRefusal refusal, Group group) {
    return RefusalRecord.of(refusal, group.code(), group.reason(), group.source(), group.client());
  }

  /** Takes the single records, and the shared ones of minutes that were over at {@code now}. */
  synchronized List<RefusalRecord> take(Instant now) {
    List<RefusalRecord> taken = singles;
    singles = new ArrayList<>();
    Instant current = now.truncatedTo(ChronoUnit.MINUTES);
    groups.forEach((group, record) -> {
      if (group.minute().isBefore(current)) {
        taken.add(record);
      }
    });
    groups.keySet().removeIf(group -> group.minute().isBefore(current));
    return taken;
  }
}
