package org.stellaops.signer.testkit.seal;

import java.time.Duration;
import java.util.List;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.ports.SealStore;

/** Passes everything on; each broken seal overrides the step that it breaks. */
class BrokenSeal implements SealStore {

  final SealStore sound;

  BrokenSeal(SealStore sound) {
    this.sound = sound;
  }

  @Override
  public SealState state(Deadline deadline) {
    return sound.state(deadline);
  }

  @Override
  public SealState seal(Act act, Deadline deadline) {
    return sound.seal(act, deadline);
  }

  @Override
  public SealState unseal(Act act, Duration within, Deadline deadline) {
    return sound.unseal(act, within, deadline);
  }

  @Override
  public List<Event> history(int most, Deadline deadline) {
    return sound.history(most, deadline);
  }
}
