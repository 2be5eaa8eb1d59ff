package org.stellaops.signer.testkit.journal;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.RequestJournal;

/** A journal whose steps fail on order, each either before or after it happened. */
public final class FaultyJournal implements RequestJournal {

  /** The steps that can be ordered to fail. */
  public enum Step {
    OPEN,
    HOLD,
    RECALL,
    RESERVE,
    CONCLUDE,
    TAKE_OVER
  }

  /** How a step fails. */
  public enum Fault {
    /** It did not happen, and the exception says so. */
    REFUSED,
    /** It did not happen, but the exception cannot tell. */
    LOST,
    /** It happened, but the exception cannot tell. */
    UNACKNOWLEDGED
  }

  private final RequestJournal journal;
  private final Map<Step, Fault> next = new EnumMap<>(Step.class);
  private final Map<Step, Fault> always = new EnumMap<>(Step.class);

  public FaultyJournal(RequestJournal journal) {
    this.journal = journal;
  }

  /** The next call of {@code step} fails. */
  public synchronized void failNext(Step step, Fault fault) {
    next.put(step, fault);
  }

  /** Every call of {@code step} fails until {@link #heal}. */
  public synchronized void fail(Step step, Fault fault) {
    always.put(step, fault);
  }

  public synchronized void heal() {
    next.clear();
    always.clear();
  }

  @Override
  public Opened open(Opening opening, Deadline deadline) {
    return run(Step.OPEN, () -> journal.open(opening, deadline));
  }

  @Override
  public Hold hold(HoldRequest request, Deadline deadline) {
    return run(Step.HOLD, () -> journal.hold(request, deadline));
  }

  @Override
  public Optional<Earlier> recall(IdempotencyClaim claim, Deadline deadline) {
    return run(Step.RECALL, () -> journal.recall(claim, deadline));
  }

  @Override
  public Reservation reserve(ReserveRequest request, Deadline deadline) {
    return run(Step.RESERVE, () -> journal.reserve(request, deadline));
  }

  @Override
  public boolean conclude(Conclusion conclusion, Deadline deadline) {
    return run(Step.CONCLUDE, () -> journal.conclude(conclusion, deadline));
  }

  @Override
  public List<Unconcluded> takeOver(int most, Deadline deadline) {
    return run(Step.TAKE_OVER, () -> journal.takeOver(most, deadline));
  }

  private <T> T run(Step step, Supplier<T> call) {
    Optional<Fault> ordered = ordered(step);
    if (ordered.isEmpty()) {
      return call.get();
    }
    Fault fault = ordered.get();
    if (fault == Fault.UNACKNOWLEDGED) {
      Objects.requireNonNull(call.get());
    }
    throw new DependencyUnavailable(
        Dependency.JOURNAL, fault != Fault.REFUSED, "ordered by the test");
  }

  private synchronized Optional<Fault> ordered(Step step) {
    Fault once = next.remove(step);
    return Optional.ofNullable(once != null ? once : always.get(step));
  }
}
