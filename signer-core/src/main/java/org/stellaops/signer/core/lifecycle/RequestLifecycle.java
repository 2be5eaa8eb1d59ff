package org.stellaops.signer.core.lifecycle;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.Answer;
import org.stellaops.signer.core.api.IncomingRequest;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.AuditRecords.Kind;
import org.stellaops.signer.ports.Facts;
import org.stellaops.signer.ports.Observations;
import org.stellaops.signer.ports.Observations.Ending;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.ports.RequestJournal.Conclusion;

/**
 * Leads every request to exactly one end: a refusal, a repeat or a failure is concluded here, a
 * signature by the seal, and either is durable before anybody is answered.
 */
public final class RequestLifecycle implements AutoCloseable {

  private final UnidentifiedRequests unidentified;
  private final Traces traces;
  private final InstantSource clock;
  private final Ticker ticker;
  private final Duration allowed;
  private final PendingConclusions open;

  /**
   * @param allowed how long one request may take, reading its body included
   */
  public RequestLifecycle(
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
    this.open = new PendingConclusions(journal, unidentified.lane(), ticker);
  }

  /** What a request leads to when every gate says yes; its outcome is durable. */
  public record Concluded(Answer answer, Response.@Nullable Rate rate) {}

  /** Runs {@code course} for one request and concludes whatever it leaves open. */
  public Response follow(
      IncomingRequest incoming, Function<RequestContext, Decision<Concluded>> course) {
    RequestContext context = new RequestContext(incoming, ticker, allowed);
    boolean handedOver = false;
    try {
      Response outcome = hold(context, run(context, course));
      handedOver = true;
      return outcome;
    } finally {
      // Even where ending the request fails too, what it holds of the process is given back.
      if (!handedOver) {
        context.end();
      }
    }
  }

  private Response run(
      RequestContext context, Function<RequestContext, Decision<Concluded>> course) {
    Response outcome;
    try {
      outcome = close(context, course.apply(context));
    } catch (Throwable failure) {
      outcome = fail(context, failure);
      if (failure instanceof VirtualMachineError error && !(error instanceof StackOverflowError)) {
        throw error;
      }
    }
    traces.tell(context, outcome);
    return outcome;
  }

  /** The payload stays in memory until the answer is closed, so what it counts is held as long. */
  private static Response hold(RequestContext context, Response outcome) {
    if (outcome instanceof Response.Answered answered) {
      Answer held = new HeldAnswer(answered.answer(), context::end);
      return new Response.Answered(answered.requestId(), held, answered.rate());
    }
    context.end();
    return outcome;
  }

  /** Ends a request that a shell refuses before anybody could be identified. */
  public Response refuse(IncomingRequest incoming, Refusal why) {
    RequestContext context = new RequestContext(incoming, ticker, allowed);
    noteRefused(context, why);
    Response outcome = unidentified.refused(incoming, why);
    context.ended(Ending.REFUSED);
    traces.tell(context, outcome);
    return outcome;
  }

  /** The record that makes the intent to sign durable. */
  public Bytes intent(RequestContext context) {
    return record(context, Kind.INTENT, "intent");
  }

  /**
   * Concludes a request; durable on return.
   *
   * @param result what a repeat of the request is answered from, or null unless signed
   * @throws RuntimeException it is not: it ends {@link Ending#UNCONFIRMED}, and the conclusion is
   *     tried again until it is
   */
  public void conclude(RequestContext context, Ending ending, @Nullable Bytes result) {
    Conclusion conclusion = conclusion(context, ending, result);
    context.ended(Ending.UNCONFIRMED);
    open.conclude(conclusion, context.deadline());
    context.ended(ending);
  }

  /** How many requests ended without their record, which waits for the journal. */
  public int unconcluded() {
    return open.size();
  }

  @Override
  public void close() {
    open.close();
  }

  private Conclusion conclusion(RequestContext context, Ending ending, @Nullable Bytes result) {
    return new Conclusion(
        identified(context),
        Objects.requireNonNull(context.tenant()),
        outcome(ending),
        record(context, Kind.DECISION, ending.label()),
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

  private Bytes record(RequestContext context, Kind kind, String decision) {
    return context
        .auditFacts()
        .put(Facts.DECISION, decision)
        .record(kind, identified(context), clock.instant());
  }

  private Response close(RequestContext context, Decision<Concluded> decision) {
    if (decision instanceof Decision.Cleared<Concluded> cleared) {
      return new Response.Answered(
          identified(context), cleared.value().answer(), cleared.value().rate());
    }
    if (decision instanceof Decision.Repeated<Concluded> repeated) {
      context.note(Facts.REPEATS, repeated.earlier().auditId().value());
      conclude(context, Ending.ANSWERED, null);
      return new Response.Answered(identified(context), repeated.earlier(), null);
    }
    Refusal why = ((Decision.Refused<Concluded>) decision).why();
    noteRefused(context, why);
    if (context.id() == null) {
      context.ended(Ending.REFUSED);
      return new Response.Refused(context.elsewhere(), why);
    }
    conclude(context, Ending.REFUSED, null);
    return new Response.Refused(context.id(), why);
  }

  private Response fail(RequestContext context, Throwable failure) {
    ServiceFailure why = Failures.named(failure);
    context.note(Facts.CODE, why.code().wire()).note(Facts.REASON, why.reason());
    if (context.id() == null) {
      return unidentified.failed(context.incoming(), why);
    }
    if (context.isOpeningLost()) {
      Conclusion failed = conclusion(context, Ending.FAILED, null);
      open.settle(
          failed, context.deadline(), unidentified.failure(failed.id(), context.incoming(), why));
    } else if (!context.hasEnded()) {
      boolean unknown = context.isIntended() && Failures.maySign(failure);
      Ending ending = unknown ? Ending.UNKNOWN : Ending.FAILED;
      try {
        conclude(context, ending, null);
      } catch (RuntimeException journalDown) {
        failure.addSuppressed(journalDown);
        context.ended(ending);
      }
    }
    return new Response.Failed(context.id(), why);
  }

  private static void noteRefused(RequestContext context, Refusal why) {
    context.note(Facts.CODE, why.code().wire()).note(Facts.REASON, why.reason());
  }

  private static AuditId identified(RequestContext context) {
    return Objects.requireNonNull(context.id(), "the request was not opened");
  }
}
