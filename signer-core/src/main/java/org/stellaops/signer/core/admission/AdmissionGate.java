package org.stellaops.signer.core.admission;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.policy.Limits;
import org.stellaops.signer.core.api.policy.Plan;
import org.stellaops.signer.core.api.policy.Policies;
import org.stellaops.signer.core.api.policy.PredicateRule;
import org.stellaops.signer.core.api.policy.SigningKey;
import org.stellaops.signer.core.api.policy.TenantPolicy;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.entitlement.Entitled;
import org.stellaops.signer.core.idempotency.FirstUse;
import org.stellaops.signer.core.statement.Received;
import org.stellaops.signer.core.statement.SignRequest;
import org.stellaops.signer.core.statement.SignRequestReader;
import org.stellaops.signer.core.statement.Subject;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.QuotaName;
import org.stellaops.signer.model.RateLimit;
import org.stellaops.signer.ports.Facts;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.ports.RequestJournal.Hold;
import org.stellaops.signer.ports.RequestJournal.HoldRequest;

/**
 * Whether this tenant may have this statement signed with this key, and whether its plan has room.
 * The quota is held before the policy is asked, so that refused requests count against the rate
 * too.
 */
public final class AdmissionGate {

  private final Policies policies;
  private final RequestJournal journal;
  private final Duration lease;

  /**
   * @param lease after which held concurrency is free again even if its request never ends
   */
  public AdmissionGate(Policies policies, RequestJournal journal, Duration lease) {
    this.policies = policies;
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
                .then(allowed -> key(allowed, entitled))
                .then(chosen ->
                    Decision.cleared(
                        new Admitted(
                            firstUse,
                            chosen.allowed().policy(),
                            chosen.allowed().rule(),
                            chosen.key(),
                            rate))));
  }

  private record Allowed(TenantPolicy policy, PredicateRule rule) {}

  private record Chosen(Allowed allowed, SigningKey key) {}

  private Decision<Response.Rate> hold(Entitled entitled) {
    Received received = entitled.received();
    Limits limits = entitled.limits();
    received
        .context()
        .note(Facts.RATE_BURST, limits.rate().burst())
        .note(Facts.CONCURRENCY, limits.concurrency());
    Hold hold =
        journal.hold(
            new HoldRequest(
                received.caller().auditId(),
                received.caller().tenant(),
                limits.rate(),
                limits.concurrency(),
                lease),
            received.context().deadline());
    if (hold instanceof Hold.Full full) {
      received.context().note(Facts.QUOTA, full.quota().label());
      long limit =
          full.quota() == QuotaName.CONCURRENCY ? limits.concurrency() : limits.rate().burst();
      return Decision.refused(new Refusal.QuotaExceeded(full.quota(), limit, full.retryAfter()));
    }
    long left = ((Hold.Held) hold).rateRemaining();
    received.context().note(Facts.RATE_LEFT, left);
    return Decision.cleared(rate(limits.rate(), left));
  }

  private static Response.Rate rate(RateLimit limit, long remaining) {
    long spent = limit.burst() - remaining;
    return new Response.Rate(
        limit.burst(), remaining, Duration.ofMillis(1000L * spent / limit.perSecond()));
  }

  private static Decision<SignRequest> fits(Entitled entitled) {
    long limit = entitled.limits().maxArtifactBytes();
    return entitled.received().bodySize() > limit
        ? Decision.refused(new Refusal.ArtifactTooLarge("plan", limit))
        : Decision.cleared(entitled.received().request());
  }

  private Decision<TenantPolicy> policy(Entitled entitled, SignRequest request) {
    // Known since the caller was identified, and policies do not change while the service runs.
    TenantPolicy policy = policies.tenant(entitled.received().caller().tenant()).orElseThrow();
    List<Subject> subjects = request.subjects();
    boolean all =
        subjects.stream()
            .allMatch(subject ->
                policy.subjects().stream().anyMatch(pattern -> pattern.matches(subject.name())));
    return all
        ? Decision.cleared(policy)
        : denied("subject-name", "Your tenant's policy does not allow a subject of this name.");
  }

  private static Decision<Allowed> statement(TenantPolicy policy, Entitled entitled) {
    SignRequest request = entitled.received().request();
    Optional<PredicateRule> rule = policy.rule(request.predicateType());
    if (rule.isEmpty()) {
      return denied("predicate-type", "Your tenant's policy does not allow this predicate type.");
    }
    Allowed allowed = new Allowed(policy, rule.get());
    return rule.get().report()
        ? SignRequestReader.withReportPolicy(request).then(same -> Decision.cleared(allowed))
        : Decision.cleared(allowed);
  }

  private static Decision<Chosen> key(Allowed allowed, Entitled entitled) {
    Plan plan = entitled.plan();
    if (!entitled.features().contains(Plan.KEYFUL)) {
      return denied("feature-keyful", "Your plan or proof does not include keyful signing.");
    }
    Optional<KeyName> named = entitled.received().request().options().key();
    List<SigningKey> usable =
        allowed.policy().keys().values().stream()
            .filter(key -> key.plans().contains(plan.name()))
            .filter(key -> named.isEmpty() || named.get().equals(key.name()))
            .toList();
    if (usable.size() == 1) {
      return Decision.cleared(new Chosen(allowed, usable.get(0)));
    }
    return usable.isEmpty()
        ? denied("key", "Your tenant has no such key under this plan.")
        : Decision.refused(
            new Refusal.InvalidRequest(
                "key-not-named", "Your tenant has several keys: name one in options.keys."));
  }

  private static <T> Decision<T> denied(String reason, String advice) {
    return Decision.refused(new Refusal.PolicyDenied(reason, advice));
  }
}
