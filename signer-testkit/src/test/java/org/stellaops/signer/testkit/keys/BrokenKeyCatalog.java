package org.stellaops.signer.testkit.keys;

import java.util.List;
import java.util.Optional;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.KeyCatalog;
import org.stellaops.signer.testkit.Meeting;

/** Passes everything on; each broken catalog overrides the step that it breaks. */
class BrokenKeyCatalog implements KeyCatalog {

  final KeyCatalog sound;
  final Meeting meeting = new Meeting();

  BrokenKeyCatalog(KeyCatalog sound) {
    this.sound = sound;
  }

  @Override
  public Content read(Deadline deadline) {
    return sound.read(deadline);
  }

  @Override
  public List<KeyEntry> enrol(List<Enrolment> all, Deadline deadline) {
    return sound.enrol(all, deadline);
  }

  @Override
  public List<KeyEntry> entries(Deadline deadline) {
    return sound.entries(deadline);
  }

  @Override
  public KeyEntry enrol(KeyEntry fresh, KeyEvent event, Deadline deadline) {
    return sound.enrol(fresh, event, deadline);
  }

  @Override
  public boolean change(List<Replacement> replacements, Deadline deadline) {
    return sound.change(replacements, deadline);
  }

  @Override
  public List<KeyEvent> events(Tenant tenant, KeyName name, int most, Deadline deadline) {
    return sound.events(tenant, name, most, deadline);
  }

  @Override
  public List<KeyEvent> changes(Tenant tenant, KeyName name, int most, Deadline deadline) {
    return sound.changes(tenant, name, most, deadline);
  }

  Optional<KeyEntry> standing(KeyEntry like, Deadline deadline) {
    return sound.entries(deadline).stream()
        .filter(entry -> entry.isOf(like.tenant(), like.name()))
        .findFirst();
  }

  /** Whether all that is replaced is what stands. */
  boolean isPresent(List<Replacement> replacements, Deadline deadline) {
    return replacements.stream()
        .allMatch(each ->
            standing(each.before(), deadline)
                .filter(entry -> entry.version() == each.before().version())
                .isPresent());
  }

  static KeyEntry with(KeyEntry entry, boolean hardware, List<Proposal> waits) {
    return new KeyEntry(
        entry.tenant(),
        entry.name(),
        entry.backend(),
        entry.uri(),
        entry.spki(),
        entry.algorithm(),
        entry.keyClass(),
        hardware,
        entry.state(),
        entry.resumed(),
        entry.enrolled(),
        entry.activated(),
        entry.ended(),
        entry.revoked(),
        waits,
        entry.version());
  }
}
