package org.stellaops.signer.core.admission;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.policy.Limits;
import org.stellaops.signer.core.api.policy.PredicateRule;
import org.stellaops.signer.core.api.policy.TenantPolicy;
import org.stellaops.signer.core.audit.RequestFacts.RateFacts;
import org.stellaops.signer.core.caller.Caller;
import org.stellaops.signer.core.check.PublicKeys;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.entitlement.Entitled;
import org.stellaops.signer.core.idempotency.FirstUse;
import org.stellaops.signer.core.keys.KeyRegister;
import org.stellaops.signer.core.statement.Received;
import org.stellaops.signer.core.statement.SignRequest;
import org.stellaops.signer.core.statement.SignRequestReader;
import org.stellaops.signer.json.intoto.Subject;
import org.stellaops.signer.model.QuotaName;
import org.stellaops.signer.model.RateLimit;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.ports.RequestJournal.Hold;
import org.stellaops.signer.ports.RequestJournal.HoldRequest;

/**
 * Whether this tenant may have this statement signed with these keys, and whether its plan has
 * room. The quota is held before the policy is asked, so that requests that policy refuses count
 * against the rate too.
 */
public final class AdmissionGate {

  private final SignerChoice choice;
  private final RequestJournal journal;
  private final Duration lease;

  /**
   * @param timestamps whether the time of a signature can be proven
   * @param lease after which held concurrency is free again even if its request never ends
   */
  public AdmissionGate(
      PublicKeys keys,
      KeyRegister register,
      boolean timestamps,
      RequestJournal journal,
      Duration lease) {
    this.choice = new SignerChoice(keys, register, timestamps);
    this.journal = journal;
    this.lease = lease;
  }

  public Decision<Admitted> admit(FirstUse firstUse) {
    Entitled entitled = firstUse.entitled();
    return hold(entitled)
        .then(rate ->
            fits(entitled)
                .then(request -> policy(entitled, request))
                .then(policy -> statement(policy, entitled))
                .then(allowed ->
                    choice
                        .signers(allowed.policy(), entitled)
                        .then(signers ->
                            Decision.cleared(
                                new Admitted(
                                    firstUse, allowed.policy(), allowed.rule(), signers, rate)))));
  }

  private record Allowed(TenantPolicy policy, PredicateRule rule) {}

  private Decision<Response.Rate> hold(Entitled entitled) {
    Received received = entitled.received();
    Limits limits = entitled.limits();
    note(received, limits, null);
    Hold hold =
        journal.hold(
            new HoldRequest(
                received.caller().auditId(),
                received.caller().tenant(),
                limits.rate(),
                limits.concurrency(),
                lease),
            received.context().deadline());
    return switch (hold) {
      case Hold.Full full -> {
        long limit =
            full.quota() == QuotaName.CONCURRENCY ? limits.concurrency() : limits.rate().burst();
        yield Decision.refused(new Refusal.QuotaExceeded(full.quota(), limit, full.retryAfter()));
      }
      case Hold.Held(long left) -> {
        note(received, limits, left);
        yield Decision.cleared(rate(limits.rate(), left));
      }
    };
  }

  private static void note(Received received, Limits limits, @Nullable Long left) {
    received
        .context()
        .facts()
        .held(new RateFacts(limits.rate().burst(), limits.concurrency(), left));
  }

  private static Response.Rate rate(RateLimit limit, long remaining) {
    long spent = limit.burst() - remaining;
    return new Response.Rate(
        limit.burst(), remaining, Duration.ofMillis(1000L * spent / limit.perSecond()));
  }

  private static Decision<SignRequest> fits(Entitled entitled) {
    long limit = entitled.limits().maxArtifactBytes();
    return entitled.received().bodySize() > limit
        ? Decision.refused(new Refusal.ArtifactTooLarge(Reason.PLAN, limit))
        : Decision.cleared(entitled.received().request());
  }

  private static Decision<TenantPolicy> policy(Entitled entitled, SignRequest request) {
    // Known since the caller was identified, and a request keeps to one policy.
    Caller caller = entitled.received().caller();
    TenantPolicy policy = caller.policy().policies().tenant(caller.tenant()).orElseThrow();
    List<Subject> subjects = request.subjects();
    for (int i = 0; i < subjects.size(); i++) {
      String name = subjects.get(i).name();
      if (policy.subjects().stream().noneMatch(pattern -> pattern.matches(name))) {
        return denied(
            Reason.SUBJECT_NAME,
            (name.isEmpty()
                    ? "Your tenant's policy allows subjects by their names, and this one has none"
                    : "Your tenant's policy does not allow a subject of this name")
                + (request.export() == null
                    ? " ($.subject[" + i + "]" + (name.isEmpty() ? "" : ".name") + ")."
                    : " ($.export.name)."));
      }
    }
    return Decision.cleared(policy);
  }

  private static Decision<Allowed> statement(TenantPolicy policy, Entitled entitled) {
    SignRequest request = entitled.received().request();
    Optional<PredicateRule> rule = policy.rule(request.predicateType());
    if (rule.isEmpty()) {
      return denied(
          Reason.PREDICATE_TYPE, "Your tenant's policy does not allow this predicate type.");
    }
    Allowed allowed = new Allowed(policy, rule.get());
    return rule.get().report()
        ? SignRequestReader.withReportPolicy(request).then(same -> Decision.cleared(allowed))
        : Decision.cleared(allowed);
  }

  private static <T> Decision<T> denied(Reason reason, String advice) {
    return Decision.refused(new Refusal.PolicyDenied(reason, advice));
  }
}
