package org.stellaops.signer.testkit.seal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.ports.SealStore;

/** The seal in memory. Keeps the whole contract but durability. */
public final class InMemorySeal implements SealStore {

  private final InstantSource clock;
  private final List<Event> events = new ArrayList<>();
  private Optional<Event> last = Optional.empty();
  private Optional<Waiting> waiting = Optional.empty();

  public InMemorySeal(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public synchronized SealState state(Deadline deadline) {
    Instant now = clock.instant();
    waiting = waiting.filter(each -> now.isBefore(each.until()));
    boolean sealed = last.filter(event -> event.deed() == Deed.SEALED).isPresent();
    return new SealState(sealed, last, waiting);
  }

  @Override
  public synchronized SealState seal(Act act, Deadline deadline) {
    SealState before = state(deadline);
    if (!before.sealed() || before.waiting().isPresent()) {
      last = Optional.of(add(Deed.SEALED, act));
      waiting = Optional.empty();
    }
    return state(deadline);
  }

  @Override
  public synchronized SealState unseal(Act act, Duration within, Deadline deadline) {
    SealState before = state(deadline);
    if (!before.sealed()) {
      return before;
    }
    if (before.waiting().isEmpty()) {
      Event asked = add(Deed.UNSEALING, act);
      waiting = Optional.of(new Waiting(asked, asked.at().plus(within)));
    } else if (act.person().isAnotherThan(before.waiting().get().event().act().person())) {
      last = Optional.of(add(Deed.UNSEALED, act));
      waiting = Optional.empty();
    }
    return state(deadline);
  }

  @Override
  public synchronized List<Event> history(int most, Deadline deadline) {
    List<Event> newest = new ArrayList<>(events);
    Collections.reverse(newest);
    return newest.subList(0, Math.min(most, newest.size()));
  }

  private Event add(Deed deed, Act act) {
    Event event = new Event(deed, clock.instant(), act);
    events.add(event);
    return event;
  }
}
