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
import org.stellaops.signer.core.audit.DecisionRecord;
import org.stellaops.signer.core.audit.IntentRecord;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.QuotaName;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.Observations;
import org.stellaops.signer.ports.Outcome;
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
    context.ended(ending(why));
    traces.tell(context, outcome);
    return outcome;
  }

  /** The record that makes the intent to sign durable. */
  public Bytes intent(RequestContext context) {
    return new IntentRecord(identified(context), clock.instant(), tenant(context), context.facts())
        .toJson();
  }

  /**
   * Concludes a request as signed; durable on return.
   *
   * @param result what a repeat of the request is answered from; null where none can come
   * @throws RuntimeException it is not durable: the request ends {@link Outcome#UNCONFIRMED}, and
   *     the conclusion is tried again until it is
   */
  public Concluded signed(
      RequestContext context, @Nullable Bytes result, Answer answer, Response.Rate rate) {
    conclude(context, Outcome.SIGNED, result);
    return new Concluded(context, answer, rate);
  }

  /**
   * Concludes a request that only reads; durable on return.
   *
   * @throws RuntimeException it is not durable, as for {@link #signed}
   */
  public Concluded read(RequestContext context, Answer answer) {
    conclude(context, Outcome.ANSWERED, null);
    return new Concluded(context, answer, null);
  }

  private void conclude(RequestContext context, Outcome ending, @Nullable Bytes result) {
    Conclusion conclusion = conclusion(context, ending, result);
    context.ended(Outcome.UNCONFIRMED);
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

  private Conclusion conclusion(RequestContext context, Outcome ending, @Nullable Bytes result) {
    AuditId id = identified(context);
    Tenant tenant = tenant(context);
    DecisionRecord decision =
        new DecisionRecord(id, clock.instant(), tenant, ending, context.facts());
    return new Conclusion(id, tenant, ending, decision.toJson(), result);
  }

  private Response close(RequestContext context, Decision<Concluded> decision) {
    return switch (decision) {
      case Decision.Cleared<Concluded>(Concluded concluded) -> {
        if (!concluded.isOf(context) || !context.hasEnded()) {
          throw new IllegalStateException("an answer without a concluded record of its request");
        }
        yield new Response.Answered(identified(context), concluded.answer(), concluded.rate());
      }
      case Decision.Repeated<Concluded>(Answer earlier) -> {
        context.facts().repeated(earlier.auditId());
        conclude(context, Outcome.ANSWERED, null);
        yield new Response.Answered(identified(context), earlier, null);
      }
      case Decision.Refused<Concluded>(Refusal why) -> refused(context, why);
    };
  }

  private Response refused(RequestContext context, Refusal why) {
    noteRefused(context, why);
    if (context.id() == null) {
      context.ended(ending(why));
      return new Response.Refused(context.elsewhere(), why);
    }
    conclude(context, Outcome.REFUSED, null);
    return new Response.Refused(context.id(), why);
  }

  private Response fail(RequestContext context, Throwable failure) {
    ServiceFailure why = named(context, failure);
    context.facts().ended(why.code(), why.reason(), null);
    if (context.id() == null) {
      return unidentified.failed(context.incoming(), why);
    }
    if (context.isOpeningLost()) {
      Conclusion failed = conclusion(context, Outcome.FAILED, null);
      open.settle(
          failed, context.deadline(), unidentified.failure(failed.id(), context.incoming(), why));
    } else if (!context.hasEnded()) {
      boolean nothingSigned = failure instanceof SigningFailed s && !s.mayHaveSigned();
      boolean unknown = context.isIntended() && !nothingSigned;
      Outcome ending = unknown ? Outcome.UNKNOWN : Outcome.FAILED;
      try {
        conclude(context, ending, null);
      } catch (RuntimeException journalDown) {
        failure.addSuppressed(journalDown);
        context.ended(ending);
      }
    }
    return new Response.Failed(context.id(), why);
  }

  /** Of an act that may be on record nobody is told that nothing happened. */
  private static ServiceFailure named(RequestContext context, Throwable failure) {
    ServiceFailure why = Failures.named(failure);
    boolean mayBeDone =
        context.facts().hasActed()
            || (context.facts().isAct()
                && failure instanceof DependencyUnavailable down
                && down.mayHaveHappened());
    return mayBeDone && why.reason() == Reason.JOURNAL
        ? new ServiceFailure(why.code(), Reason.ACT_UNCONFIRMED, why.retryAfter(), failure)
        : why;
  }

  /** How a request ends that {@code why} stops before its caller is identified. */
  private static Outcome ending(Refusal why) {
    return why instanceof Refusal.NonceRequired ? Outcome.CHALLENGED : Outcome.REFUSED;
  }

  private static void noteRefused(RequestContext context, Refusal why) {
    QuotaName quota = why instanceof Refusal.QuotaExceeded full ? full.quota() : null;
    context.facts().ended(why.code(), why.reason(), quota);
  }

  private static Tenant tenant(RequestContext context) {
    return Objects.requireNonNull(context.tenant(), "the request was not opened");
  }

  private static AuditId identified(RequestContext context) {
    return Objects.requireNonNull(context.id(), "the request was not opened");
  }
}
