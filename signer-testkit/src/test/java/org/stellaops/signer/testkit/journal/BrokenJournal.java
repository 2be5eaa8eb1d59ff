package org.stellaops.signer.testkit.journal;

import java.util.List;
import java.util.Optional;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.ports.RequestJournal;

/** Passes everything on; each broken journal overrides the step that it breaks. */
class BrokenJournal implements RequestJournal {

  final RequestJournal sound;

  BrokenJournal(RequestJournal sound) {
    this.sound = sound;
  }

  @Override
  public Opened open(Opening opening, Deadline deadline) {
    return sound.open(opening, deadline);
  }

  @Override
  public Hold hold(HoldRequest request, Deadline deadline) {
    return sound.hold(request, deadline);
  }

  @Override
  public Optional<Earlier> recall(IdempotencyClaim claim, Deadline deadline) {
    return sound.recall(claim, deadline);
  }

  @Override
  public Reservation reserve(ReserveRequest request, Deadline deadline) {
    return sound.reserve(request, deadline);
  }

  @Override
  public boolean conclude(Conclusion conclusion, Deadline deadline) {
    return sound.conclude(conclusion, deadline);
  }

  @Override
  public List<Unconcluded> takeOver(int most, Deadline deadline) {
    return sound.takeOver(most, deadline);
  }
}
