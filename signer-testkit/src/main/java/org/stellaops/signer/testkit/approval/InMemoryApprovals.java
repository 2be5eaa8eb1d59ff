package org.stellaops.signer.testkit.approval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.ImageApprovals;

/** Approvals in memory. Keeps the whole contract but durability. */
public final class InMemoryApprovals implements ImageApprovals {

  private record Key(Tenant tenant, AuditId id) {}

  private final Map<Key, Approval> all = new LinkedHashMap<>();

  @Override
  public synchronized boolean add(Approval after, Deadline deadline) {
    Key key = new Key(after.tenant(), after.id());
    Approval before = all.get(key);
    int known = before == null ? 0 : before.steps().size();
    if (known != after.steps().size() - 1) {
      return false;
    }
    all.put(key, after);
    return true;
  }

  @Override
  public synchronized Optional<Approval> find(Tenant tenant, AuditId id, Deadline deadline) {
    return Optional.ofNullable(all.get(new Key(tenant, id)));
  }

  @Override
  public synchronized List<Approval> of(Tenant tenant, Digest image, Deadline deadline) {
    return newest(each -> each.tenant().equals(tenant) && each.image().equals(image));
  }

  @Override
  public synchronized List<Approval> latest(Tenant tenant, int most, Deadline deadline) {
    List<Approval> newest = newest(each -> each.tenant().equals(tenant));
    return newest.subList(0, Math.min(most, newest.size()));
  }

  private List<Approval> newest(Predicate<Approval> wanted) {
    return new ArrayList<>(all.values().stream().filter(wanted).toList()).reversed();
  }
}
