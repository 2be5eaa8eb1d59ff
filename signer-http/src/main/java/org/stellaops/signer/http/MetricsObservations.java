package org.stellaops.signer.http;

import java.time.Duration;
import java.util.Map;
import org.stellaops.signer.core.decision.ErrorCode;
import org.stellaops.signer.ports.Observations;
import org.stellaops.signer.words.QuotaName;

/** Counts what the core reports of each request. */
final class MetricsObservations implements Observations {

  private static final String NONE = "none";
  private static final String SIGNED = "signed";

  private final Metrics metrics;

  MetricsObservations(Metrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void observe(RequestTrace trace) {
    requests(trace);
    refusals(trace);
    signatures(trace);
    fact(trace, "entitlement", "signer.entitlement.source", "Entitlements by source", "source");
    fact(trace, "release", "signer.release.verdicts", "Scanner release verdicts", "verdict");
  }

  private void requests(RequestTrace trace) {
    metrics.count(
        "signer.requests",
        "Requests by route, outcome and reason",
        "route",
        trace.route(),
        "outcome",
        trace.decision(),
        "reason",
        trace.code().isEmpty() ? NONE : trace.code());
    trace
        .stages()
        .forEach((stage, took) ->
            metrics.time("signer.stage.duration", "Time spent in a stage", took, "stage", stage));
    metrics.time(
        "signer.request.duration",
        "Time from a request's arrival in the core to its durable outcome",
        trace.stages().values().stream().reduce(Duration.ZERO, Duration::plus),
        "route",
        trace.route());
  }

  private void refusals(RequestTrace trace) {
    String reason = trace.facts().getOrDefault("reason", NONE);
    if (trace.code().equals(ErrorCode.NOT_ENTITLED.wire())) {
      metrics.count("signer.poe.failures", "Proofs of entitlement not accepted", "reason", reason);
    }
    if (trace.code().equals(ErrorCode.INVALID_DPOP_PROOF.wire()) && reason.contains("replay")) {
      metrics.count("signer.replay.rejected", "DPoP proofs refused because they were used before");
    }
    if (trace.code().equals(ErrorCode.QUOTA_EXCEEDED.wire())) {
      quota(trace.facts().getOrDefault("quota", reason), "refused");
    }
  }

  private void signatures(RequestTrace trace) {
    if (!trace.decision().equals(SIGNED)) {
      return;
    }
    Map<String, String> facts = trace.facts();
    metrics.count(
        "signer.signatures",
        "Signatures released",
        "key_class",
        facts.getOrDefault("keyClass", NONE),
        "mode",
        facts.getOrDefault("signingMode", NONE),
        "algorithm",
        facts.getOrDefault("algorithm", NONE));
    for (QuotaName quota : QuotaName.values()) {
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
