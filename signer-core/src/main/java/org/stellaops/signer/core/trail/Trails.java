package org.stellaops.signer.core.trail;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.decision.Answer;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.decision.Outcome;
import org.stellaops.signer.core.decision.Refusal;
import org.stellaops.signer.core.decision.ServiceFailure;
import org.stellaops.signer.core.request.IncomingRequest;
import org.stellaops.signer.ports.AuditRecords.Kind;
import org.stellaops.signer.ports.Facts;
import org.stellaops.signer.ports.Observations;
import org.stellaops.signer.ports.Observations.Ending;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.ports.RequestJournal.Conclusion;
import org.stellaops.signer.words.AuditId;
import org.stellaops.signer.words.Bytes;
import org.stellaops.signer.words.Ticker;

/**
 * Leads every request to exactly one end: a refusal, a repeat or a failure is concluded here, a
 * signature by the seal, and either is durable before anybody is answered.
 */
public final class Trails implements AutoCloseable {

  private final UnidentifiedRequests unidentified;
  private final Traces traces;
  private final InstantSource clock;
  private final Ticker ticker;
  private final Duration allowed;
  private final OpenConclusions open;

  /**
   * @param allowed how long one request may take, reading its body included
   */
  public Trails(
      RequestJournal journal,
      UnidentifiedRequests unidentified,
      Observations observations,
      InstantSource clock,
      Ticker ticker,
      Duration allowed) {
    this.unidentified = unidentified;
    this.traces = new Traces(observations);
    this.clock = clock;
    this.ticker = ticker;
    this.allowed = allowed;
    this.open = new OpenConclusions(journal, unidentified.lane(), ticker);
  }

  /** What a request leads to when every gate says yes; its outcome is durable. */
  public record Concluded(Answer answer, Outcome.@Nullable Rate rate) {}

  /** Runs {@code course} for one request and concludes whatever it leaves open. */
  public Outcome follow(IncomingRequest incoming, Function<Trail, Decision<Concluded>> course) {
    Trail trail = new Trail(incoming, ticker, allowed);
    boolean handedOver = false;
    try {
      Outcome outcome = hold(trail, run(trail, course));
      handedOver = true;
      return outcome;
    } finally {
      // Even where ending the request fails too, what it holds of the process is given back.
      if (!handedOver) {
        trail.end();
      }
    }
  }

  private Outcome run(Trail trail, Function<Trail, Decision<Concluded>> course) {
    Outcome outcome;
    try {
      outcome = close(trail, course.apply(trail));
    } catch (Throwable failure) {
      outcome = fail(trail, failure);
      if (failure instanceof VirtualMachineError error && !(error instanceof StackOverflowError)) {
        throw error;
      }
    }
    traces.tell(trail, outcome);
    return outcome;
  }

  /** The payload stays in memory until the answer is closed, so what it counts is held as long. */
  private static Outcome hold(Trail trail, Outcome outcome) {
    if (outcome instanceof Outcome.Answered answered) {
      Answer held = new HeldAnswer(answered.answer(), trail::end);
      return new Outcome.Answered(answered.requestId(), held, answered.rate());
    }
    trail.end();
    return outcome;
  }

  /** Ends a request that a shell refuses before anybody could be identified. */
  public Outcome refuse(IncomingRequest incoming, Refusal why) {
    Trail trail = new Trail(incoming, ticker, allowed);
    noteRefused(trail, why);
    Outcome outcome = unidentified.refused(incoming, why);
    trail.ended(Ending.REFUSED);
    traces.tell(trail, outcome);
    return outcome;
  }

  /** The record that makes the intent to sign durable. */
  public Bytes intent(Trail trail) {
    return record(trail, Kind.INTENT, "intent");
  }

  /**
   * Concludes a request; durable on return.
   *
   * @param result what a repeat of the request is answered from, or null unless signed
   * @throws RuntimeException it is not: it ends {@link Ending#UNCONFIRMED}, and the conclusion is
   *     tried again until it is
   */
  public void conclude(Trail trail, Ending ending, @Nullable Bytes result) {
    Conclusion conclusion = conclusion(trail, ending, result);
    trail.ended(Ending.UNCONFIRMED);
    open.conclude(conclusion, trail.deadline());
    trail.ended(ending);
  }

  /** How many requests ended without their record, which waits for the journal. */
  public int unconcluded() {
    return open.size();
  }

  @Override
  public void close() {
    open.close();
  }

  private Conclusion conclusion(Trail trail, Ending ending, @Nullable Bytes result) {
    return new Conclusion(
        identified(trail),
        Objects.requireNonNull(trail.tenant()),
        outcome(ending),
        record(trail, Kind.DECISION, ending.label()),
        result);
  }

  private static RequestJournal.Outcome outcome(Ending ending) {
    return switch (ending) {
      case SIGNED -> RequestJournal.Outcome.SIGNED;
      case ANSWERED -> RequestJournal.Outcome.ANSWERED;
      case REFUSED -> RequestJournal.Outcome.REFUSED;
      case FAILED -> RequestJournal.Outcome.FAILED;
      case UNKNOWN -> RequestJournal.Outcome.UNKNOWN;
      case UNCONFIRMED -> throw new IllegalArgumentException("nothing is decided to be that");
    };
  }

  private Bytes record(Trail trail, Kind kind, String decision) {
    return trail
        .auditFacts()
        .put(Facts.DECISION, decision)
        .record(kind, identified(trail), clock.instant());
  }

  private Outcome close(Trail trail, Decision<Concluded> decision) {
    if (decision instanceof Decision.Cleared<Concluded> cleared) {
      return new Outcome.Answered(
          identified(trail), cleared.value().answer(), cleared.value().rate());
    }
    if (decision instanceof Decision.Repeated<Concluded> repeated) {
      trail.note(Facts.REPEATS, repeated.earlier().auditId().value());
      conclude(trail, Ending.ANSWERED, null);
      return new Outcome.Answered(identified(trail), repeated.earlier(), null);
    }
    Refusal why = ((Decision.Refused<Concluded>) decision).why();
    noteRefused(trail, why);
    if (trail.id() == null) {
      trail.ended(Ending.REFUSED);
      return new Outcome.Refused(trail.elsewhere(), why);
    }
    conclude(trail, Ending.REFUSED, null);
    return new Outcome.Refused(trail.id(), why);
  }

  private Outcome fail(Trail trail, Throwable failure) {
    ServiceFailure why = Failures.named(failure);
    trail.note(Facts.CODE, why.code().wire()).note(Facts.REASON, why.reason());
    if (trail.id() == null) {
      return unidentified.failed(trail.incoming(), why);
    }
    if (trail.isOpeningLost()) {
      Conclusion failed = conclusion(trail, Ending.FAILED, null);
      open.settle(
          failed, trail.deadline(), unidentified.failure(failed.id(), trail.incoming(), why));
    } else if (!trail.hasEnded()) {
      boolean unknown = trail.isIntended() && Failures.maySign(failure);
      Ending ending = unknown ? Ending.UNKNOWN : Ending.FAILED;
      try {
        conclude(trail, ending, null);
      } catch (RuntimeException journalDown) {
        failure.addSuppressed(journalDown);
        trail.ended(ending);
      }
    }
    return new Outcome.Failed(trail.id(), why);
  }

  private static void noteRefused(Trail trail, Refusal why) {
    trail.note(Facts.CODE, why.code().wire()).note(Facts.REASON, why.reason());
  }

  private static AuditId identified(Trail trail) {
    return Objects.requireNonNull(trail.id(), "the request was not opened");
  }
}
