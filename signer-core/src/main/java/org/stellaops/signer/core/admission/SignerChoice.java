package org.stellaops.signer.core.admission;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.api.policy.KeyRule;
import org.stellaops.signer.core.api.policy.KeylessRule;
import org.stellaops.signer.core.api.policy.Plan;
import org.stellaops.signer.core.api.policy.PolicySnapshot;
import org.stellaops.signer.core.api.policy.SigningProfile;
import org.stellaops.signer.core.api.policy.TenantPolicy;
import org.stellaops.signer.core.check.PublicKeys;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.entitlement.Entitled;
import org.stellaops.signer.core.keys.KeyRegister;
import org.stellaops.signer.core.keys.TenantKey;
import org.stellaops.signer.core.lifecycle.Failures;
import org.stellaops.signer.core.statement.SignOptions;
import org.stellaops.signer.core.statement.SignRequest;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.KeyNames;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.ports.PortException;

/** Who signs a statement that the tenant may have signed. */
final class SignerChoice {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

  private final PublicKeys keys;
  private final KeyRegister register;
  private final boolean timestamps;

  SignerChoice(PublicKeys keys, KeyRegister register, boolean timestamps) {
    this.keys = keys;
    this.register = register;
    this.timestamps = timestamps;
  }

  Decision<List<AdmittedSigner>> signers(TenantPolicy policy, Entitled entitled) {
    SignOptions options = entitled.received().request().options();
    if (options.timestamp() && !timestamps) {
      return Decision.refused(
          new Refusal.InvalidRequest(
              Reason.UNSUPPORTED_TIMESTAMP,
              "This service has no timestamp authority: leave options.timestamp out."));
    }
    return switch (options.mode()) {
      case KEYFUL -> keys(policy, entitled);
      case KEYLESS -> identity(policy, entitled);
    };
  }

  private Decision<List<AdmittedSigner>> identity(TenantPolicy policy, Entitled entitled) {
    if (!entitled.features().contains(Plan.KEYLESS)) {
      return denied(Reason.FEATURE_KEYLESS, "Your plan or proof does not include keyless signing.");
    }
    KeylessRule rule = policy.keyless();
    if (rule == null || !rule.plans().contains(entitled.plan().name())) {
      return denied(
          Reason.NO_IDENTITY,
          "Your tenant has no workload identity for keyless signing under this plan.");
    }
    if (entitled.plan().hardwareKeysOnly()) {
      return denied(
          Reason.KEY_NOT_HARDWARE,
          "Your plan signs with keys in hardware only, and the key of a certificate is not.");
    }
    return Decision.cleared(List.of(new AdmittedIdentity(rule, fallback(policy, rule, entitled))));
  }

  /** A key that could not sign this statement by its own name cannot as a fallback either. */
  private @Nullable AdmittedKey fallback(TenantPolicy policy, KeylessRule rule, Entitled entitled) {
    KeyRule key = rule.fallback() == null ? null : policy.keys().get(rule.fallback());
    if (key == null
        || !key.plans().contains(entitled.plan().name())
        || !entitled.features().contains(Plan.KEYFUL)) {
      return null;
    }
    KeyRule signer = register.signer(policy, key, each -> true);
    if (!signer.plans().contains(entitled.plan().name())) {
      return null;
    }
    try {
      return maySign(policy, entitled, List.of(signer))
              instanceof Decision.Cleared<List<AdmittedKey>>(List<AdmittedKey> admitted)
          ? admitted.get(0)
          : null;
    } catch (PortException | ServiceFailure unavailable) {
      return null;
    }
  }

  private Decision<List<AdmittedSigner>> keys(TenantPolicy policy, Entitled entitled) {
    if (!entitled.features().contains(Plan.KEYFUL)) {
      return denied(Reason.FEATURE_KEYFUL, "Your plan or proof does not include keyful signing.");
    }
    List<KeyRule> usable =
        policy.keys().values().stream()
            .filter(key -> key.plans().contains(entitled.plan().name()))
            .toList();
    SignRequest request = entitled.received().request();
    return named(policy, request, usable)
        .then(names -> {
          List<KeyRule> asked = usable.stream().filter(key -> names.contains(key.name())).toList();
          Predicate<KeyRule> mayStandIn =
              key ->
                  usable.contains(key)
                      && (key.life().hardware() || !entitled.plan().hardwareKeysOnly());
          List<KeyRule> chosen =
              asked.stream()
                  .map(key -> register.signer(policy, key, mayStandIn))
                  .distinct()
                  .toList();
          return asked.size() == names.size() && usable.containsAll(chosen)
              ? maySign(policy, entitled, chosen)
                  .then(keys -> Decision.cleared(List.<AdmittedSigner>copyOf(keys)))
              : denied(Reason.KEY, "Your tenant has no such key or profile under this plan.");
        });
  }

  /** Whether each key may sign now, and under this plan. */
  private Decision<List<AdmittedKey>> maySign(
      TenantPolicy policy, Entitled entitled, List<KeyRule> chosen) {
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
    for (AdmittedKey key : pinned) {
      if (entitled.received().request().options().log() && !key.pin().algorithm().loggable()) {
        return denied(
            Reason.KEY_NOT_LOGGABLE,
            "A Rekor v2 log takes no signature of the key "
                + key.rule().name()
                + " ("
                + key.pin().algorithm().label()
                + "); name another, or set options.log to none.");
      }
    }
    for (KeyRule key : chosen) {
      Optional<Reason> obstacle = register.obstacle(policy.tenant(), key.name());
      if (obstacle.isPresent()) {
        return obstacle(policy, key, obstacle.get());
      }
    }
    return Decision.cleared(pinned);
  }

  private Decision<List<AdmittedKey>> obstacle(TenantPolicy policy, KeyRule key, Reason why) {
    return switch (why) {
      case KEY_PREPARED -> denied(why, "The key " + key.name() + " is not active yet.");
      case KEY_RETIRED -> denied(why, "The key " + key.name() + " is retired; name another.");
      case KEY_REVOKED -> denied(why, "The key " + key.name() + " is revoked; name another.");
      default -> {
        Reason cause =
            register.failing().why(new TenantKey(policy.tenant(), key.name())).orElse(why);
        throw new ServiceFailure(
            ErrorCode.KEY_UNAVAILABLE, why, Failures.retryAfter(cause, RETRY_AFTER));
      }
    };
  }

  /** The keys that the request names, itself or by a profile, or that policy chooses for it. */
  private static Decision<List<KeyName>> named(
      TenantPolicy policy, SignRequest request, List<KeyRule> usable) {
    List<KeyName> asked = request.options().keys();
    List<KeyName> names = asked.isEmpty() ? List.of(SigningProfile.DEFAULT) : asked;
    SigningProfile profile = names.size() == 1 ? policy.profiles().get(names.get(0)) : null;
    // The profile of everything else cannot be one for exports, whose keys sign nothing else.
    if (profile != null && !(asked.isEmpty() && request.export() != null)) {
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
