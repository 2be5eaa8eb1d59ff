package org.stellaops.signer.core.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.ports.SealStore;
import org.stellaops.signer.testkit.journal.SteppedClock;
import org.stellaops.signer.testkit.seal.InMemorySeal;

/** What one node knows of the seal, and for how long. */
class SealGuardTest {

  private static final SealStore.Act SIGNAL =
      new SealStore.Act(SealStore.Person.signal("SIGUSR1"), null, "a drill");

  private final SteppedClock clock = new SteppedClock(Instant.parse("2026-11-05T12:00:00Z"));
  private final InMemorySeal store = new InMemorySeal(clock);

  /** Something else happens while the store's answer is under way. */
  private Runnable meanwhile = () -> {};

  private final SealGuard guard = SealGuard.of(slow(), clock);

  private SealStore slow() {
    return new SealStore() {
      @Override
      public SealState state(Deadline deadline) {
        SealState read = store.state(deadline);
        Runnable once = meanwhile;
        meanwhile = () -> {};
        once.run();
        return read;
      }

      @Override
      public SealState seal(Act act, Deadline deadline) {
        return store.seal(act, deadline);
      }

      @Override
      public SealState unseal(Act act, Duration within, Deadline deadline) {
        return store.unseal(act, within, deadline);
      }

      @Override
      public List<Event> history(int most, Deadline deadline) {
        return store.history(most, deadline);
      }
    };
  }

  private Deadline soon() {
    return Deadline.in(Duration.ofSeconds(5), clock);
  }

  private Reason refused() {
    try {
      guard.requireUnsealed();
      throw new AssertionError("it may sign");
    } catch (ServiceFailure failure) {
      return failure.reason();
    }
  }

  @Test
  void guard_thatNeverAsked_letsNothingBeSigned() {
    assertThat(refused()).isEqualTo(Reason.SEAL_UNKNOWN);
    guard.refresh(soon());
    guard.requireUnsealed();
  }

  /** Of two answers the later question's counts, whichever arrives last. */
  @Test
  void answerThatIsOvertaken_changesNothing() {
    meanwhile =
        () -> {
          clock.advance(Duration.ofMillis(1));
          guard.seal(SIGNAL, soon());
        };
    guard.refresh(soon());
    assertThat(refused()).isEqualTo(Reason.SEALED);
  }

  /** What is known is as old as the question: it may have been sealed since. */
  @Test
  void answerThatWasLongUnderWay_countsFromItsQuestion() {
    meanwhile = () -> clock.advance(Duration.ofSeconds(3));
    guard.refresh(soon());
    clock.advance(Duration.ofSeconds(1));
    guard.requireUnsealed();
    clock.advance(Duration.ofMillis(1));
    assertThat(refused()).isEqualTo(Reason.SEAL_UNKNOWN);
  }

  @Test
  void stopHere_closesAtOnce_whateverTheStoreSays_untilTheSealIsWritten() {
    guard.refresh(soon());
    guard.stopHere();
    assertSealedHere();
    clock.advance(Duration.ofSeconds(1));
    assertThat(guard.refresh(soon()).sealed()).isFalse();
    assertSealedHere();
    assertThat(guard.isStoppedHereAlone()).isTrue();

    guard.seal(SIGNAL, soon());
    assertThat(guard.isStoppedHereAlone()).isFalse();
    clock.advance(Duration.ofSeconds(1));
    assertThat(guard.refresh(soon()).sealed()).isTrue();
    assertSealedHere();
  }

  /** Its answer was read before the seal was written, and arrives after. */
  @Test
  void seal_answerUnderWayMeanwhile_doesNotLetSigningGoOn() {
    clock.advance(Duration.ofSeconds(1));
    meanwhile =
        () -> {
          guard.seal(SIGNAL, soon());
          clock.advance(Duration.ofMillis(1));
        };
    guard.refresh(soon());
    assertSealedHere();
  }

  private void assertSealedHere() {
    assertThatExceptionOfType(ServiceFailure.class)
        .isThrownBy(guard::requireUnsealed)
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.SEALED));
  }
}
