package org.stellaops.signer.sql;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.RateLimit;
import org.stellaops.signer.ports.RefusalLog.UnidentifiedRefusal;
import org.stellaops.signer.ports.quota.Gcra;

/**
 * Refusals on their way to the disk, in bounded memory and without input or output. Below the rate
 * each is a record of its own; above it equal ones share one. When there are too many unequal ones
 * to remember, their sources are no longer told apart, then their reasons and minutes.
 */
final class RefusalTally {

  static final String ANY = "*";

  private static final int SINGLES = 4_096;
  private static final int GROUPS = 4_096;
  private static final int COARSE_GROUPS = 1_024;

  private final RateLimit rate;
  private long arrival = Long.MIN_VALUE / 2;
  private List<RefusalRecord> singles = new ArrayList<>();
  private final Map<Group, Shared> groups = new LinkedHashMap<>();
  private long recorded;

  RefusalTally(RateLimit rate) {
    this.rate = rate;
  }

  private record Group(String code, String reason, String source, Instant minute) {}

  /** A record that grows; {@code unsaved} is what the disk does not have yet. */
  private static final class Shared {
    final RefusalRecord first;
    Instant lastAt;
    long unsaved;

    Shared(RefusalRecord first) {
      this.first = first;
      this.lastAt = first.lastAt();
    }
  }

  /**
   * Counts one refusal.
   *
   * @param micros the time by which the rate is judged
   * @return the id of the record that it went into
   */
  synchronized AuditId add(UnidentifiedRefusal refusal, long micros) {
    recorded++;
    Gcra.Decision room = Gcra.decide(rate, arrival, micros);
    if (room.allowed() && singles.size() < SINGLES) {
      arrival = room.arrival();
      singles.add(record(refusal, refusal.code(), refusal.reason(), refusal.sourcePrefix()));
      return refusal.id();
    }
    Shared shared = shared(refusal);
    shared.unsaved++;
    if (refusal.at().isAfter(shared.lastAt)) {
      shared.lastAt = refusal.at();
    }
    return shared.first.id();
  }

  private Shared shared(UnidentifiedRefusal refusal) {
    Instant minute = refusal.at().truncatedTo(ChronoUnit.MINUTES);
    Group fine = new Group(refusal.code(), refusal.reason(), refusal.sourcePrefix(), minute);
    Group coarse = new Group(refusal.code(), ANY, ANY, minute);
    Group last = new Group(ANY, ANY, ANY, Instant.EPOCH);
    Group group =
        hasRoom(fine, GROUPS) ? fine : hasRoom(coarse, GROUPS + COARSE_GROUPS) ? coarse : last;
    return groups.computeIfAbsent(
        group, g -> new Shared(record(refusal, g.code(), g.reason(), g.source())));
  }

  private boolean hasRoom(Group group, int limit) {
    return groups.size() < limit || groups.containsKey(group);
  }

  private static RefusalRecord record(
      UnidentifiedRefusal refusal, String code, String reason, String source) {
    return new RefusalRecord(refusal.id(), code, reason, source, refusal.at(), refusal.at(), 1);
  }

  /**
   * Takes what the disk does not have. A record whose id was taken before is the rest of its count.
   * Shared records of minutes before {@code now}'s last one are closed: they are taken for good.
   */
  synchronized List<RefusalRecord> take(Instant now) {
    List<RefusalRecord> taken = singles;
    singles = new ArrayList<>();
    for (Shared shared : groups.values()) {
      if (shared.unsaved > 0) {
        RefusalRecord first = shared.first;
        taken.add(
            new RefusalRecord(
                first.id(),
                first.code(),
                first.reason(),
                first.sourcePrefix(),
                first.firstAt(),
                shared.lastAt,
                shared.unsaved));
        shared.unsaved = 0;
      }
    }
    Instant current = now.truncatedTo(ChronoUnit.MINUTES).minusSeconds(60);
    groups.keySet().removeIf(group -> group.minute().isBefore(current));
    return taken;
  }

  /** How many refusals were ever counted. */
  synchronized long recorded() {
    return recorded;
  }
}
