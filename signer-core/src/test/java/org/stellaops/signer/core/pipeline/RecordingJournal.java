package org.stellaops.signer.core.pipeline;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.ports.RequestJournal;

/** Writes down each step once it has happened. */
final class RecordingJournal implements RequestJournal {

  private final RequestJournal journal;
  private final List<String> events;
  private UnaryOperator<Earlier> edit = UnaryOperator.identity();
  private Runnable reserving = () -> {};
  private Runnable concluding = () -> {};

  RecordingJournal(RequestJournal journal, List<String> events) {
    this.journal = journal;
    this.events = events;
  }

  /** What somebody with access to the storage makes of stored results. */
  void edit(UnaryOperator<Earlier> edit) {
    this.edit = edit;
  }

  @Override
  public Opened open(Opening opening, Deadline deadline) {
    return happened("open", journal.open(opening, deadline));
  }

  @Override
  public Hold hold(HoldRequest request, Deadline deadline) {
    return happened("hold", journal.hold(request, deadline));
  }

  @Override
  public Optional<Earlier> recall(IdempotencyClaim claim, Deadline deadline) {
    return happened("recall", journal.recall(claim, deadline).map(edit));
  }

  @Override
  public Reservation reserve(ReserveRequest request, Deadline deadline) {
    reserving.run();
    Reservation reservation = journal.reserve(request, deadline);
    return happened("reserve " + request.intent().utf8(), reservation);
  }

  /** Runs as each intent is written. */
  void whileReserving(Runnable then) {
    this.reserving = then;
  }

  /** Runs as each conclusion is written. */
  void whileConcluding(Runnable then) {
    this.concluding = then;
  }

  @Override
  public boolean conclude(Conclusion conclusion, Deadline deadline) {
    concluding.run();
    return happened("conclude " + conclusion.outcome(), journal.conclude(conclusion, deadline));
  }

  @Override
  public List<Unconcluded> takeOver(int most, Deadline deadline) {
    return journal.takeOver(most, deadline);
  }

  private <T> T happened(String step, T result) {
    events.add(step);
    return result;
  }
}
