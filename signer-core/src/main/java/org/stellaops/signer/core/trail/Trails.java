package org.stellaops.signer.core.trail;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.audit.AuditFacts;
import org.stellaops.signer.core.decision.Answer;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.decision.ErrorCode;
import org.stellaops.signer.core.decision.Outcome;
import org.stellaops.signer.core.decision.Refusal;
import org.stellaops.signer.core.decision.ServiceFailure;
import org.stellaops.signer.core.request.IncomingRequest;
import org.stellaops.signer.ports.AuditRecords.Kind;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.KeyNotFound;
import org.stellaops.signer.ports.Observations;
import org.stellaops.signer.ports.PortException;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.ports.RequestJournal.Conclusion;
import org.stellaops.signer.words.AuditId;
import org.stellaops.signer.words.Bytes;
import org.stellaops.signer.words.Ticker;

/**
 * Leads every request to exactly one end: a refusal, a repeat or a failure is concluded here, a
 * signature by the seal, and either is durable before anybody is answered.
 */
public final class Trails {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final UnidentifiedRequests unidentified;
  private final Observations observations;
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
    this.observations = observations;
    this.clock = clock;
    this.ticker = ticker;
    this.allowed = allowed;
    this.open = new OpenConclusions(journal, ticker);
  }

  /** What a request leads to when every gate says yes; its outcome is durable. */
  public record Cleared(Answer answer, Outcome.@Nullable Rate rate) {}

  /** Runs {@code course} for one request and concludes whatever it leaves open. */
  public Outcome follow(IncomingRequest incoming, Function<Trail, Decision<Cleared>> course) {
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

  private Outcome run(Trail trail, Function<Trail, Decision<Cleared>> course) {
    Outcome outcome;
    try {
      outcome = close(trail, course.apply(trail));
    } catch (Throwable failure) {
      outcome = fail(trail, failure);
      if (failure instanceof VirtualMachineError error && !(error instanceof StackOverflowError)) {
        throw error;
      }
    }
    observe(trail, outcome);
    return outcome;
  }

  /** The payload stays in memory until the answer is written, so what it counts is held as long. */
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
    trail.note("code", why.code().wire()).note("reason", why.reason());
    Outcome outcome = unidentified.refused(incoming, why);
    observe(trail, outcome);
    return outcome;
  }

  /** Concludes a request as signed or answered; durable on return. */
  public void conclude(
      Trail trail, RequestJournal.Outcome outcome, AuditFacts facts, @Nullable Bytes result) {
    Conclusion conclusion = conclusion(trail, outcome, facts, result);
    trail.markConcluded();
    open.conclude(conclusion, trail.deadline());
  }

  private Conclusion conclusion(
      Trail trail, RequestJournal.Outcome outcome, AuditFacts facts, @Nullable Bytes result) {
    AuditId id = identified(trail);
    return new Conclusion(
        id,
        Objects.requireNonNull(trail.tenant()),
        outcome,
        facts.record(Kind.DECISION, id, clock.instant()),
        result);
  }

  /** The facts of the decision record so far. */
  public AuditFacts facts(Trail trail, String decision) {
    return trail.auditFacts().put("decision", decision);
  }

  private Outcome close(Trail trail, Decision<Cleared> decision) {
    if (decision instanceof Decision.Cleared<Cleared> cleared) {
      return new Outcome.Answered(
          identified(trail), cleared.value().answer(), cleared.value().rate());
    }
    if (decision instanceof Decision.Repeated<Cleared> repeated) {
      trail.note("repeats", repeated.earlier().auditId().value());
      conclude(trail, RequestJournal.Outcome.ANSWERED, facts(trail, "answered"), null);
      return new Outcome.Answered(identified(trail), repeated.earlier(), null);
    }
    Refusal why = ((Decision.Refused<Cleared>) decision).why();
    trail.note("code", why.code().wire()).note("reason", why.reason());
    if (trail.id() == null) {
      return new Outcome.Refused(trail.elsewhere(), why);
    }
    conclude(trail, RequestJournal.Outcome.REFUSED, facts(trail, "refused"), null);
    return new Outcome.Refused(trail.id(), why);
  }

  private Outcome fail(Trail trail, Throwable failure) {
    ServiceFailure why = name(failure);
    trail.note("code", why.code().wire()).note("reason", why.reason());
    if (trail.id() == null) {
      return unidentified.failed(trail.incoming(), why);
    }
    if (trail.isOpeningLost()) {
      Conclusion failed =
          conclusion(trail, RequestJournal.Outcome.FAILED, facts(trail, "failed"), null);
      open.settle(
          failed, trail.deadline(), () -> unidentified.failed(failed.id(), trail.incoming(), why));
    } else if (!trail.isConcluded()) {
      boolean unknown = trail.isIntended() && maySign(failure);
      trail.signatureMayExist(unknown);
      RequestJournal.Outcome end =
          unknown ? RequestJournal.Outcome.UNKNOWN : RequestJournal.Outcome.FAILED;
      try {
        conclude(trail, end, facts(trail, unknown ? "unknown" : "failed"), null);
      } catch (RuntimeException journalDown) {
        failure.addSuppressed(journalDown);
      }
    }
    return new Outcome.Failed(trail.id(), why);
  }

  private static boolean maySign(Throwable failure) {
    return !(failure instanceof KeyNotFound
        || failure instanceof BackendRefused
        || (failure instanceof DependencyUnavailable down && !down.mayHaveHappened()));
  }

  private static ServiceFailure name(Throwable failure) {
    if (failure instanceof ServiceFailure named) {
      return named;
    }
    if (failure instanceof KeyNotFound || failure instanceof BackendRefused) {
      return new ServiceFailure(ErrorCode.KEY_UNAVAILABLE, "signing-key", RETRY_AFTER, failure);
    }
    if (failure instanceof DependencyUnavailable down) {
      ErrorCode code =
          switch (down.dependency()) {
            case SIGNING_KEYS -> ErrorCode.KEY_UNAVAILABLE;
            case JOURNAL -> ErrorCode.SIGNING_UNAVAILABLE;
            case AUTHORITY, LICENSING, REGISTRY -> ErrorCode.DEPENDENCY_UNAVAILABLE;
          };
      return new ServiceFailure(code, down.dependency().label(), RETRY_AFTER, failure);
    }
    return new ServiceFailure(ErrorCode.SIGNING_UNAVAILABLE, "internal", RETRY_AFTER, failure);
  }

  private void observe(Trail trail, Outcome outcome) {
    String decision;
    String code = "";
    if (outcome instanceof Outcome.Answered) {
      decision = trail.facts().containsKey("bundleSha256") ? "signed" : "answered";
    } else if (outcome instanceof Outcome.Refused refused) {
      decision = "refused";
      code = refused.why().code().wire();
    } else {
      ServiceFailure why = ((Outcome.Failed) outcome).why();
      decision = trail.maySignatureExist() ? "unknown" : "failed";
      code = why.code().wire();
      trail.note("cause", cause(why));
    }
    Observations.RequestTrace trace =
        new Observations.RequestTrace(
            trail.incoming().route().label(),
            decision,
            code,
            Collections.unmodifiableMap(new LinkedHashMap<>(trail.stages())),
            Map.copyOf(trail.facts()));
    try {
      observations.observe(trace);
    } catch (RuntimeException broken) {
      // The outcome is durable: an observer that breaks its promise changes nothing of it.
      return;
    }
  }

  /**
   * What an operator needs to find the cause of an outage without a debugger. Only the messages of
   * ports promise to hold no secret; of anything else the type and the place must do.
   */
  private static String cause(ServiceFailure why) {
    Throwable cause = why.getCause();
    if (cause == null) {
      return "none";
    }
    StackTraceElement[] frames = cause.getStackTrace();
    return cause instanceof PortException
        ? cause.toString()
        : cause.getClass().getName() + (frames.length == 0 ? "" : " at " + frames[0]);
  }

  private static AuditId identified(Trail trail) {
    return Objects.requireNonNull(trail.id(), "the request was not opened");
  }
}
