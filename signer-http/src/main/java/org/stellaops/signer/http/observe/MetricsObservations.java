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

  private static final String NONE = "none";
  private static final String REQUEST_RATE = QuotaName.REQUEST_RATE.label();
  private static final String SELF_VERIFY = "signer.selfverify.failures";
  private static final String SELF_VERIFY_MEANING =
      "Signatures that were not the pinned key's; none was released";

  private final Metrics metrics;

  MetricsObservations(Metrics metrics) {
    this.metrics = metrics;
    metrics.declare(SELF_VERIFY, SELF_VERIFY_MEANING);
  }

  @Override
  public void observe(RequestTrace trace) {
    requests(trace);
    refusals(trace);
    signatures(trace);
    fact(trace, Facts.ENTITLEMENT, "signer.entitlement.source", "Entitlements by source", "source");
    fact(trace, Facts.RELEASE, "signer.release.verdicts", "Scanner release verdicts", "verdict");
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

  private void requests(RequestTrace trace) {
    metrics.count(
        "signer.requests",
        "Requests by route, outcome and reason",
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
      metrics.count("signer.poe.failures", "Proofs of entitlement not accepted", "reason", reason);
    }
    if (reason.equals(Reason.PROOF_REPLAYED.word())) {
      metrics.count("signer.replay.rejected", "DPoP proofs refused because they were used before");
    }
    if (reason.equals(Reason.SELF_VERIFY_FAILED.word())) {
      metrics.count(SELF_VERIFY, SELF_VERIFY_MEANING);
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
      metrics.count(
          "signer.signatures",
          "Signatures released",
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
    metrics.count(
        "signer.quota.decisions", "Quota decisions", "quota", quota, "decision", decision);
  }

  private void fact(
      RequestTrace trace, String fact, String metric, String description, String label) {
    String value = trace.facts().get(fact);
    if (value != null) {
      metrics.count(metric, description, label, value);
    }
  }
}
