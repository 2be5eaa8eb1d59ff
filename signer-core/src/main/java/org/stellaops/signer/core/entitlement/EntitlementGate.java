package org.stellaops.signer.core.entitlement;

import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.policy.EntitlementRules;
import org.stellaops.signer.core.api.policy.Plan;
import org.stellaops.signer.core.api.policy.Policies;
import org.stellaops.signer.core.audit.RequestFacts.EntitlementFacts;
import org.stellaops.signer.core.bypass.BypassGuard;
import org.stellaops.signer.core.bypass.BypassRecord;
import org.stellaops.signer.core.caller.Caller;
import org.stellaops.signer.core.claims.InvalidClaim;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.statement.Received;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.PlanName;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.EntitlementArchive;
import org.stellaops.signer.ports.Licensing;
import org.stellaops.signer.ports.SignedTokens;
import org.stellaops.signer.ports.SignedTokens.TokenFault;

/**
 * Whether a request is paid for. In this order: the proof's signature, its claims and that it is
 * this caller's, its plan, that it is live.
 */
public final class EntitlementGate {

  private final EntitlementRules rules;
  private final SignedTokens licences;
  private final Liveness liveness;
  private final BypassGuard bypasses;
  private final InstantSource clock;

  /**
   * @param licences tokens of the licence issuer: both its proofs and its answers
   * @param licensing never called when the rules check the token alone
   * @param bypasses by which a tenant may sign without a proof
   */
  public EntitlementGate(
      EntitlementRules rules,
      SignedTokens licences,
      Licensing licensing,
      EntitlementArchive archive,
      BypassGuard bypasses,
      InstantSource clock,
      Ticker ticker) {
    this.rules = rules;
    this.bypasses = bypasses;
    this.licences = licences;
    this.liveness = new Liveness(rules, licences, licensing, archive, clock, ticker);
    this.clock = clock;
  }

  /**
   * Judges the proof that came with {@code received}.
   *
   * @throws org.stellaops.signer.ports.DependencyUnavailable Licensing is out of reach and its last
   *     answer, if there was one, is too old; or the archive is, or whoever says that a bypass that
   *     was open here still is
   */
  public Decision<Entitled> entitle(Received received) {
    String compact = received.request().proofOfEntitlement();
    Digest digest = compact == null ? null : Bytes.utf8(compact).sha256();
    if (digest != null) {
      received.context().facts().entitled(EntitlementFacts.presented(digest));
    }
    Optional<BypassRecord> bypass =
        bypasses.open(received.caller().tenant(), received.context().deadline());
    Optional<Plan> bypassed = bypass.flatMap(record -> plan(received.caller(), record.plan()));
    if (bypass.isPresent() && bypassed.isPresent()) {
      return Decision.cleared(bypassed(received, digest, bypass.get(), bypassed.get()));
    }
    if (compact == null || digest == null) {
      return Decision.refused(
          new Refusal.InvalidRequest(
              Reason.POE_MISSING, "Send your Proof of Entitlement as poe. ($.poe)"));
    }
    return switch (licences.read(compact, received.context().deadline())) {
      case SignedTokens.Reading.Unreadable(TokenFault fault) ->
          unacceptable(fault.ofProof(), fault.ofProof().word());
      case SignedTokens.Reading.Verified verified -> judge(received, compact, digest, verified);
    };
  }

  /** The proof is neither read nor asked about; everything else is as always. */
  private static Entitled bypassed(
      Received received, @Nullable Digest presented, BypassRecord bypass, Plan plan) {
    EntitlementSource source = EntitlementSource.BYPASS;
    received
        .context()
        .facts()
        .entitled(
            new EntitlementFacts(presented, null, bypass.plan(), source.label(), bypass.id()));
    return new Entitled(received, null, plan, plan.limits(), plan.features(), source);
  }

  private Decision<Entitled> judge(
      Received received, String compact, Digest digest, SignedTokens.Reading.Verified verified) {
    try {
      EntitlementProof proof =
          EntitlementProof.read(verified, digest, received.caller(), rules, clock.instant());
      note(received, proof, null);
      Optional<Plan> plan = plan(received.caller(), proof.plan());
      return plan.isPresent() ? live(received, compact, proof, plan.get()) : unknownPlan();
    } catch (InvalidClaim e) {
      return unacceptable(e.reason(), e.said());
    }
  }

  private static Decision<Entitled> unknownPlan() {
    return refused(Reason.PLAN_UNKNOWN, "Your tenant has no such plan here; ask the operator.");
  }

  private static Optional<Plan> plan(Caller caller, PlanName name) {
    Policies policies = caller.policy().policies();
    return policies
        .tenant(caller.tenant())
        .filter(policy -> policy.plans().contains(name))
        .flatMap(policy -> policies.plan(name));
  }

  private Decision<Entitled> live(
      Received received, String compact, EntitlementProof proof, Plan plan) throws InvalidClaim {
    Liveness.Found found =
        liveness.find(received.caller().tenant(), proof, compact, received.context().deadline());
    note(received, proof, found.source());
    return switch (found.answer().state()) {
      case REVOKED ->
          refused(
              Reason.LICENCE_REVOKED, "The licence is revoked; ask your account's administrator.");
      case OUTDATED ->
          refused(
              Reason.PROOF_OUTDATED,
              "The licence has changed since this proof was issued; fetch a new proof.");
      case ACTIVE ->
          Decision.cleared(
              new Entitled(
                  received,
                  proof,
                  plan,
                  found.answer().limits().lower(proof.limits().lower(plan.limits())),
                  plan.features().stream()
                      .filter(proof.features()::contains)
                      .collect(Collectors.toUnmodifiableSet()),
                  found.source()));
    };
  }

  private static void note(
      Received received, EntitlementProof proof, @Nullable EntitlementSource source) {
    String label = source == null ? null : source.label();
    received
        .context()
        .facts()
        .entitled(new EntitlementFacts(proof.digest(), proof.licence(), proof.plan(), label, null));
  }

  /** For what is wrong with the proof itself, by the word of whoever found it. */
  private static Decision<Entitled> unacceptable(Reason reason, String said) {
    return refused(
        reason,
        reason == Reason.EXPIRED
            ? "The Proof of Entitlement has expired; fetch a new one."
            : "The Proof of Entitlement is not acceptable ("
                + said
                + "); send one that Licensing issued for this tenant and installation.");
  }

  private static Decision<Entitled> refused(Reason reason, String advice) {
    return Decision.refused(new Refusal.NotEntitled(reason, advice));
  }
}
