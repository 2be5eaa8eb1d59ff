package org.stellaops.signer.core.lifecycle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.IncomingRequest;
import org.stellaops.signer.core.audit.RequestFacts;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.Outcome;

/**
 * What is known of one request while it runs: how far it came, when it must be done, how it ended,
 * and the facts for its decision record. Used by one thread.
 */
public final class RequestContext {

  private final IncomingRequest incoming;
  private final Ticker ticker;
  private final long arrived;
  private final Deadline deadline;
  private final Map<String, Duration> stages = new LinkedHashMap<>();
  private final RequestFacts facts = new RequestFacts();
  private final List<Runnable> releases = new ArrayList<>();
  private @Nullable Tenant tenant;
  private @Nullable AuditId id;
  private @Nullable AuditId elsewhere;
  private @Nullable Outcome ending;
  private boolean openingLost;
  private boolean intended;

  RequestContext(IncomingRequest incoming, Ticker ticker, Duration allowed) {
    this.incoming = incoming;
    this.ticker = ticker;
    this.arrived = ticker.nanos();
    this.deadline = Deadline.in(allowed, ticker);
    facts.arrived(incoming.operation(), incoming.traceId());
  }

  public IncomingRequest incoming() {
    return incoming;
  }

  public Deadline deadline() {
    return deadline;
  }

  /** Measures how long {@code gate} takes. */
  public <T, U> Function<T, Decision<U>> timed(String stage, Function<T, Decision<U>> gate) {
    return measured(stage, gate);
  }

  /** Measures how long a step takes that is not a gate. */
  public <T, U> Function<T, U> measured(String stage, Function<T, U> step) {
    return input -> {
      long start = ticker.nanos();
      try {
        return step.apply(input);
      } finally {
        stages.merge(stage, Duration.ofNanos(ticker.nanos() - start), Duration::plus);
      }
    };
  }

  /** The request's record is open: from here on it gets exactly one decision record. */
  public void opened(AuditId id, Tenant tenant) {
    this.id = id;
    this.tenant = tenant;
  }

  /** The request's record may be open: the journal did not say. */
  public void openingLost(AuditId id, Tenant tenant) {
    opened(id, tenant);
    openingLost = true;
  }

  /**
   * The request was refused before its record was open; what is recorded of it is in the refusal
   * lane.
   *
   * @param whose the tenant, null where nobody was identified
   */
  public void recordedElsewhere(AuditId recorded, @Nullable Tenant whose) {
    this.elsewhere = recorded;
    this.tenant = whose;
  }

  /** The intent is durable: a failure from here on may have made a signature. */
  public void intended() {
    intended = true;
  }

  /** What each gate found, for records, metrics and the log line. */
  public RequestFacts facts() {
    return facts;
  }

  /** Runs {@code release} when the request is over, whatever its end. */
  public void atEnd(Runnable release) {
    releases.add(release);
  }

  void end() {
    releases.forEach(Runnable::run);
    releases.clear();
  }

  @Nullable AuditId id() {
    return id;
  }

  @Nullable AuditId elsewhere() {
    return elsewhere;
  }

  @Nullable Tenant tenant() {
    return tenant;
  }

  boolean isOpeningLost() {
    return openingLost;
  }

  boolean isIntended() {
    return intended;
  }

  void ended(Outcome how) {
    ending = how;
  }

  boolean hasEnded() {
    return ending != null;
  }

  /** How the request ended; until something says otherwise it failed. */
  Outcome ending() {
    return ending == null ? Outcome.FAILED : ending;
  }

  /** Time since the request arrived. */
  Duration elapsed() {
    return Duration.ofNanos(ticker.nanos() - arrived);
  }

  Map<String, Duration> stages() {
    return stages;
  }
}
