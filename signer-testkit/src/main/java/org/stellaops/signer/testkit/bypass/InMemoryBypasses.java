package org.stellaops.signer.testkit.bypass;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.ports.BypassStore;
import org.stellaops.signer.ports.SealStore.Act;

/** Emergency bypasses in memory. Keeps the whole contract but durability. */
public final class InMemoryBypasses implements BypassStore {

  private final InstantSource clock;
  private final Map<Digest, Stored> all = new LinkedHashMap<>();

  public InMemoryBypasses(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public synchronized boolean open(Digest id, Bytes record, Act act, Deadline deadline) {
    Moment now = new Moment(clock.instant(), act);
    return all.putIfAbsent(id, new Stored(id, record, now, Optional.empty())) == null;
  }

  @Override
  public synchronized boolean end(Digest id, Act act, Deadline deadline) {
    Stored stored = all.get(id);
    if (stored == null || stored.ended().isPresent()) {
      return false;
    }
    Optional<Moment> now = Optional.of(new Moment(clock.instant(), act));
    all.put(id, new Stored(id, stored.record(), stored.opened(), now));
    return true;
  }

  @Override
  public synchronized boolean isOpen(Digest id, Deadline deadline) {
    Stored stored = all.get(id);
    return stored != null && stored.ended().isEmpty();
  }

  @Override
  public synchronized List<Stored> latest(int most, Deadline deadline) {
    List<Stored> newest = new ArrayList<>(all.values()).reversed();
    return List.copyOf(newest.subList(0, Math.min(most, newest.size())));
  }
}
