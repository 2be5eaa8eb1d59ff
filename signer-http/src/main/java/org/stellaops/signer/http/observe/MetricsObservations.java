package org.stellaops.signer.http.observe;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.model.QuotaName;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.ports.Facts;
import org.stellaops.signer.ports.Observations;
import org.stellaops.signer.ports.Observations.TracedSigner;
import org.stellaops.signer.ports.Outcome;

/** Counts what the core reports of each request. */
final class MetricsObservations implements Observations {

  static final String NONE = "none";
  static final Described REQUESTS =
      new Described("signer.requests", "Requests by route, outcome and reason");
  static final Described POE_FAILURES =
      new Described("signer.poe.failures", "Proofs of entitlement not accepted");
  static final Described REPLAYS =
      new Described("signer.replay.rejected", "DPoP proofs refused because they were used before");
  static final Described SELF_VERIFY =
      new Described(
          "signer.selfverify.failures",
          "Signatures that were not the pinned key's; none was released");
  static final Described KEY_TESTS =
      new Described("signer.key.tests", "Self-tests of signing keys by how they ended");
  static final Described SIGNATURES = new Described("signer.signatures", "Signatures released");
  static final Described QUOTA = new Described("signer.quota.decisions", "Quota decisions");
  static final Described ENTITLEMENTS =
      new Described("signer.entitlement.source", "Entitlements by source");
  static final Described RELEASES =
      new Described("signer.release.verdicts", "Scanner release verdicts");

  /** A counter and what it counts. */
  record Described(String name, String meaning) {}

  private static final String REQUEST_RATE = QuotaName.REQUEST_RATE.label();

  private final Metrics metrics;

  MetricsObservations(Metrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void observe(RequestTrace trace) {
    requests(trace);
    refusals(trace);
    signatures(trace);
    fact(trace, Facts.ENTITLEMENT, ENTITLEMENTS, "source");
    fact(trace, Facts.RELEASE, RELEASES, "verdict");
  }

  @Override
  public void called(String dependency, String outcome, Duration took) {
    metrics.time(
        "signer.outbound.request",
        "Time of one exchange with a dependency",
        took,
        "dependency",
        dependency,
        "outcome",
        outcome);
  }

  @Override
  public void tested(KeyTest test) {
    count(KEY_TESTS, "key_class", test.keyClass(), "outcome", test.ending().label());
    if (test.reason().equals(Reason.SELF_VERIFY_FAILED.word())) {
      count(SELF_VERIFY);
    }
  }

  private void requests(RequestTrace trace) {
    count(
        REQUESTS,
        "route",
        trace.route(),
        "outcome",
        trace.outcome().label(),
        "reason",
        trace.code().isEmpty() ? NONE : trace.code());
    trace
        .stages()
        .forEach((stage, took) ->
            metrics.time("signer.stage.duration", "Time spent in a stage", took, "stage", stage));
    metrics.time(
        "signer.request.duration",
        "Time from a request's arrival in the core to its durable outcome",
        trace.elapsed(),
        "route",
        trace.route());
  }

  private void refusals(RequestTrace trace) {
    String reason = trace.facts().getOrDefault(Facts.REASON, NONE);
    if (trace.code().equals(ErrorCode.NOT_ENTITLED.wire())) {
      count(POE_FAILURES, "reason", reason);
    }
    if (reason.equals(Reason.PROOF_REPLAYED.word())) {
      count(REPLAYS);
    }
    if (reason.equals(Reason.SELF_VERIFY_FAILED.word())) {
      count(SELF_VERIFY);
    }
    String spent = trace.facts().get(Facts.QUOTA);
    if (spent != null) {
      quota(spent, "refused");
    }
    // All requests of known callers have taken it, signed or not.
    if (trace.facts().containsKey(Facts.CLIENT) && !REQUEST_RATE.equals(spent)) {
      quota(REQUEST_RATE, "held");
    }
  }

  private void signatures(RequestTrace trace) {
    if (trace.outcome() != Outcome.SIGNED) {
      return;
    }
    Map<String, String> facts = trace.facts();
    for (TracedSigner signer : trace.signers()) {
      count(
          SIGNATURES,
          "key_class",
          signer.keyClass(),
          "mode",
          facts.getOrDefault(Facts.SIGNING_MODE, NONE),
          "algorithm",
          signer.algorithm());
    }
    for (QuotaName quota : EnumSet.complementOf(EnumSet.of(QuotaName.REQUEST_RATE))) {
      quota(quota.label(), "held");
    }
  }

  private void quota(String quota, String decision) {
    count(QUOTA, "quota", quota, "decision", decision);
  }

  private void fact(RequestTrace trace, String fact, Described counter, String label) {
    String value = trace.facts().get(fact);
    if (value != null) {
      count(counter, label, value);
    }
  }

  private void count(Described counter, String... labels) {
    metrics.count(counter.name(), counter.meaning(), labels);
  }
}
