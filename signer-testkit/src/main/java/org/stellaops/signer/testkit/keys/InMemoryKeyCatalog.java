package org.stellaops.signer.testkit.keys;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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
  public synchronized Content read(Deadline deadline) {
    Set<Tenant> inDoubt =
        entries.values().stream()
            .filter(entry -> !entry.state().equals(stateOfEvents(entry)))
            .map(KeyEntry::tenant)
            .collect(Collectors.toSet());
    return new Content(
        entries.values().stream().filter(entry -> !inDoubt.contains(entry.tenant())).toList(),
        inDoubt);
  }

  private @Nullable KeyState stateOfEvents(KeyEntry entry) {
    KeyState state = null;
    for (Happened each : events) {
      if (each.entry().isOf(entry.tenant(), entry.name())) {
        state = each.event().to();
      }
    }
    return state;
  }

  @Override
  public synchronized List<KeyEntry> enrol(List<Enrolment> all, Deadline deadline) {
    List<KeyEntry> standing = new ArrayList<>();
    for (Enrolment each : all) {
      standing.add(standing(each.fresh()).orElse(each.fresh()));
    }
    for (int i = 0; i < all.size(); i++) {
      if (!all.get(i).isOf(standing.get(i))) {
        return standing;
      }
    }
    for (Enrolment each : all) {
      if (entries.putIfAbsent(name(each.fresh()), each.fresh()) == null) {
        events.add(new Happened(each.fresh(), each.event()));
      }
    }
    return standing;
  }

  private Optional<KeyEntry> standing(KeyEntry like) {
    return Optional.ofNullable(entries.get(name(like)))
        .or(() ->
            entries.values().stream()
                .filter(other -> other.spki().equals(like.spki()))
                .findFirst());
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
