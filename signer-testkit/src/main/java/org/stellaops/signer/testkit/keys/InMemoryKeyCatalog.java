package org.stellaops.signer.testkit.keys;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.KeyCatalog;

/** The key catalog in memory. Keeps the whole contract but durability. */
public final class InMemoryKeyCatalog implements KeyCatalog {

  private record Happened(KeyEntry entry, KeyEvent event) {}

  private final Map<String, KeyEntry> entries = new TreeMap<>();
  private final List<Happened> events = new ArrayList<>();

  private static String name(KeyEntry entry) {
    return entry.tenant() + "/" + entry.name();
  }

  @Override
  public synchronized List<KeyEntry> entries(Deadline deadline) {
    return List.copyOf(entries.values());
  }

  @Override
  public synchronized KeyEntry enrol(KeyEntry fresh, KeyEvent event, Deadline deadline) {
    KeyEntry standing = entries.get(name(fresh));
    if (standing != null) {
      return standing;
    }
    for (KeyEntry other : entries.values()) {
      if (other.spki().equals(fresh.spki())) {
        return other;
      }
    }
    entries.put(name(fresh), fresh);
    events.add(new Happened(fresh, event));
    return fresh;
  }

  @Override
  public synchronized boolean change(List<Replacement> replacements, Deadline deadline) {
    for (Replacement each : replacements) {
      KeyEntry standing = entries.get(name(each.before()));
      if (standing == null || standing.version() != each.before().version()) {
        return false;
      }
    }
    for (Replacement each : replacements) {
      entries.put(name(each.before()), each.after());
      events.add(new Happened(each.after(), each.event()));
    }
    return true;
  }

  @Override
  public synchronized List<KeyEvent> events(
      Tenant tenant, KeyName name, int most, Deadline deadline) {
    List<KeyEvent> newest = new ArrayList<>();
    for (int i = events.size() - 1; i >= 0 && newest.size() < most; i--) {
      if (events.get(i).entry().isOf(tenant, name)) {
        newest.add(events.get(i).event());
      }
    }
    return newest;
  }
}
