package org.stellaops.signer.core.lifecycle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.IncomingRequest;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.Facts;
import org.stellaops.signer.ports.Observations.TracedSigner;
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
  private final Map<String, String> facts = new LinkedHashMap<>();
  private final Map<String, String> told = new LinkedHashMap<>();
  private final Map<String, List<String>> lists = new LinkedHashMap<>();
  private List<TracedSigner> signers = List.of();
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
    note(Facts.TRACE_ID, incoming.traceId().value());
    note(Facts.ROUTE, incoming.operation().label());
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
    note(Facts.TENANT, tenant.value());
  }

  /** The request's record may be open: the journal did not say. */
  public void openingLost(AuditId id, Tenant tenant) {
    opened(id, tenant);
    openingLost = true;
  }

  /** The request was refused before anybody was identified; its record is in the refusal lane. */
  public void recordedElsewhere(AuditId recorded) {
    this.elsewhere = recorded;
  }

  /** The intent is durable: a failure from here on may have made a signature. */
  public void intended() {
    intended = true;
  }

  /**
   * Adds a stable fact, for the decision record, metrics and the log line.
   *
   * @param name one of {@link Facts}
   */
  public RequestContext note(String name, String value) {
    facts.put(name, value);
    return this;
  }

  /** Adds a quantity, which records hold as decimal text: it may exceed a JSON number's range. */
  public RequestContext note(String name, long quantity) {
    return note(name, Long.toString(quantity));
  }

  /** Adds a fact for metrics and the log line alone: records say it in another way. */
  public RequestContext tell(String name, String value) {
    told.put(name, value);
    return this;
  }

  /** Adds a list for the records alone: traces have short facts only. */
  public RequestContext noteAll(String name, List<String> values) {
    lists.put(name, List.copyOf(values));
    return this;
  }

  /** Adds the keys that are to sign, for records and traces. */
  public RequestContext signers(List<TracedSigner> chosen) {
    signers = List.copyOf(chosen);
    return this;
  }

  List<TracedSigner> signers() {
    return signers;
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

  /** The short facts that a trace tells. */
  Map<String, String> shortFacts() {
    Map<String, String> all = new LinkedHashMap<>(facts);
    all.putAll(told);
    return all;
  }

  AuditFacts auditFacts() {
    AuditFacts all = new AuditFacts();
    facts.forEach(all::put);
    lists.forEach(all::putAll);
    if (!signers.isEmpty()) {
      all.putSigners(Facts.SIGNERS, signers);
    }
    return all;
  }
}
