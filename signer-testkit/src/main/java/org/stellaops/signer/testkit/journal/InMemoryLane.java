package org.stellaops.signer.testkit.journal;

import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.ports.RefusalLog;

/** The refusal lane in memory. It merges once the given number of single records is reached. */
public final class InMemoryLane implements RefusalLog {

  private final int singles;
  private final Map<AuditId, UnidentifiedRefusal> records = new LinkedHashMap<>();
  private final Map<AuditId, Long> counts = new LinkedHashMap<>();
  private final Map<UnidentifiedRefusal, AuditId> merged = new LinkedHashMap<>();

  public InMemoryLane() {
    this(Integer.MAX_VALUE);
  }

  public InMemoryLane(int singles) {
    this.singles = singles;
  }

  @Override
  public synchronized AuditId record(UnidentifiedRefusal refusal) {
    AuditId id = refusal.id();
    if (counts.size() >= singles) {
      id = merged.computeIfAbsent(alike(refusal), key -> refusal.id());
    }
    records.putIfAbsent(id, refusal);
    counts.merge(id, 1L, Long::sum);
    return id;
  }

  /** The first refusal of each record, by the record's id, oldest first. */
  public synchronized Map<AuditId, UnidentifiedRefusal> records() {
    return new LinkedHashMap<>(records);
  }

  /** How many refusals each record stands for, by the record's id, oldest first. */
  public synchronized Map<AuditId, Long> counts() {
    return new LinkedHashMap<>(counts);
  }

  private static UnidentifiedRefusal alike(UnidentifiedRefusal refusal) {
    return new UnidentifiedRefusal(
        new AuditId("00000000-0000-7000-8000-000000000000"),
        refusal.code(),
        refusal.reason(),
        refusal.sourcePrefix(),
        refusal.client(),
        refusal.at().truncatedTo(ChronoUnit.MINUTES));
  }
}
