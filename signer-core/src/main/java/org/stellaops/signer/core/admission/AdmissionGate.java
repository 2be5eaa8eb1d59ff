package org.stellaops.signer.core.admission;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.api.policy.KeyRule;
import org.stellaops.signer.core.api.policy.Limits;
import org.stellaops.signer.core.api.policy.Plan;
import org.stellaops.signer.core.api.policy.PolicySnapshot;
import org.stellaops.signer.core.api.policy.PredicateRule;
import org.stellaops.signer.core.api.policy.SigningProfile;
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
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.KeyNames;
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

  private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

  private final PublicKeys keys;
  private final KeyRegister register;
  private final RequestJournal journal;
  private final Duration lease;

  /**
   * @param lease after which held concurrency is free again even if its request never ends
   */
  public AdmissionGate(
      PublicKeys keys, KeyRegister register, RequestJournal journal, Duration lease) {
    this.keys = keys;
    this.register = register;
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
                .then(allowed -> keys(allowed, entitled))
                .then(chosen ->
                    Decision.cleared(
                        new Admitted(
                            firstUse,
                            chosen.allowed().policy(),
                            chosen.allowed().rule(),
                            chosen.keys(),
                            rate))));
  }

  private record Allowed(TenantPolicy policy, PredicateRule rule) {}

  private record Chosen(Allowed allowed, List<AdmittedKey> keys) {}

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
                + " ($.subject["
                + i
                + "]"
                + (name.isEmpty() ? "" : ".name")
                + ").");
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

  private Decision<Chosen> keys(Allowed allowed, Entitled entitled) {
    if (!entitled.features().contains(Plan.KEYFUL)) {
      return denied(Reason.FEATURE_KEYFUL, "Your plan or proof does not include keyful signing.");
    }
    List<KeyRule> usable =
        allowed.policy().keys().values().stream()
            .filter(key -> key.plans().contains(entitled.plan().name()))
            .toList();
    SignRequest request = entitled.received().request();
    return named(allowed.policy(), request, usable)
        .then(names -> {
          List<KeyRule> asked = usable.stream().filter(key -> names.contains(key.name())).toList();
          Predicate<KeyRule> mayStandIn =
              key ->
                  usable.contains(key)
                      && (key.life().hardware() || !entitled.plan().hardwareKeysOnly());
          List<KeyRule> chosen =
              asked.stream()
                  .map(key -> register.signer(allowed.policy(), key, mayStandIn))
                  .distinct()
                  .toList();
          return asked.size() == names.size() && usable.containsAll(chosen)
              ? maySign(allowed, entitled, chosen)
              : denied(Reason.KEY, "Your tenant has no such key or profile under this plan.");
        });
  }

  /** Whether each key may sign now, and under this plan. */
  private Decision<Chosen> maySign(Allowed allowed, Entitled entitled, List<KeyRule> chosen) {
    String type = entitled.received().request().predicateType();
    for (KeyRule key : chosen) {
      if (!key.isFor(type)) {
        return denied(
            Reason.KEY_PURPOSE,
            "The key " + key.name() + " does not sign statements of this type; name another.");
      }
      if (entitled.plan().hardwareKeysOnly() && !key.life().hardware()) {
        return denied(
            Reason.KEY_NOT_HARDWARE,
            "Your plan signs with keys in hardware only, and the key " + key.name() + " is not.");
      }
    }
    // What is first opened here is enrolled by that.
    List<AdmittedKey> pinned = pinned(entitled, chosen);
    for (KeyRule key : chosen) {
      Optional<Reason> obstacle = register.obstacle(allowed.policy().tenant(), key.name());
      if (obstacle.isPresent()) {
        return obstacle(key, obstacle.get());
      }
    }
    return Decision.cleared(new Chosen(allowed, pinned));
  }

  private static Decision<Chosen> obstacle(KeyRule key, Reason why) {
    return switch (why) {
      case KEY_PREPARED -> denied(why, "The key " + key.name() + " is not active yet.");
      case KEY_RETIRED -> denied(why, "The key " + key.name() + " is retired; name another.");
      case KEY_REVOKED -> denied(why, "The key " + key.name() + " is revoked; name another.");
      default -> throw new ServiceFailure(ErrorCode.KEY_UNAVAILABLE, why, RETRY_AFTER);
    };
  }

  /** The keys that the request names, itself or by a profile, or that policy chooses for it. */
  private static Decision<List<KeyName>> named(
      TenantPolicy policy, SignRequest request, List<KeyRule> usable) {
    List<KeyName> asked = request.options().keys();
    List<KeyName> names = asked.isEmpty() ? List.of(SigningProfile.DEFAULT) : asked;
    SigningProfile profile = names.size() == 1 ? policy.profiles().get(names.get(0)) : null;
    if (profile != null) {
      return Decision.cleared(profile.keys());
    }
    if (!asked.isEmpty()) {
      return Decision.cleared(asked);
    }
    // A key that replaces another is found by the other's name.
    List<KeyRule> first =
        usable.stream()
            .filter(key -> key.life().replaces() == null && key.isFor(request.predicateType()))
            .toList();
    return switch (first.size()) {
      case 0 -> denied(Reason.KEY, "Your tenant has no key for this type under this plan.");
      case 1 -> Decision.cleared(List.of(first.get(0).name()));
      default ->
          Decision.refused(
              new Refusal.InvalidRequest(
                  Reason.KEY_NOT_NAMED,
                  "Your tenant has several keys: name one or more of them, or a profile, in"
                      + " options.keys."));
    };
  }

  private List<AdmittedKey> pinned(Entitled entitled, List<KeyRule> chosen) {
    PolicySnapshot policy = entitled.received().caller().policy();
    return chosen.stream()
        .map(rule ->
            new AdmittedKey(
                rule, keys.opened(policy, rule, entitled.received().context().deadline())))
        .sorted(Comparator.comparing(key -> KeyNames.keyId(key.pin())))
        .toList();
  }

  private static <T> Decision<T> denied(Reason reason, String advice) {
    return Decision.refused(new Refusal.PolicyDenied(reason, advice));
  }
}
