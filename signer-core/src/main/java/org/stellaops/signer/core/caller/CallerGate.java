package org.stellaops.signer.core.caller;

import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.stellaops.signer.core.api.Credential;
import org.stellaops.signer.core.api.IncomingRequest;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.policy.PolicySnapshot;
import org.stellaops.signer.core.caller.Caller.Bound;
import org.stellaops.signer.core.caller.Caller.Identity;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.lifecycle.AuditFacts;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.AuditIds;
import org.stellaops.signer.ports.AuditRecords.Kind;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.LocalCallers;
import org.stellaops.signer.ports.PossessionProofs;
import org.stellaops.signer.ports.RefusalLog;
import org.stellaops.signer.ports.RefusalLog.UnidentifiedRefusal;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.ports.RequestJournal.Opened;
import org.stellaops.signer.ports.RequestJournal.Opening;
import org.stellaops.signer.ports.RequestJournal.ProofClaim;
import org.stellaops.signer.ports.SignedTokens;

/**
 * The first gate. It looks at headers alone: token, proof, binding, nonce, scope, tenant. Only when
 * all hold does its last act claim the proof and open the request's record, in one transaction.
 */
public final class CallerGate {

  private final CallerRules rules;
  private final Supplier<PolicySnapshot> policies;
  private final AccessTokens accessTokens;
  private final ProofJudge proofJudge;
  private final LocalCallers localCallers;
  private final RequestJournal journal;
  private final RefusalLog lane;
  private final AuditIds ids;
  private final InstantSource clock;

  /**
   * @param policies the policy in force; each request asks once and keeps to what it got
   * @param tokens of the Authority
   * @param localCallers vouches for embedded callers; where nobody embeds, one that is always empty
   */
  public CallerGate(
      CallerRules rules,
      Supplier<PolicySnapshot> policies,
      SignedTokens tokens,
      PossessionProofs proofs,
      NonceIssuer nonces,
      LocalCallers localCallers,
      RequestJournal journal,
      RefusalLog lane,
      AuditIds ids,
      InstantSource clock) {
    this.rules = rules;
    this.policies = policies;
    this.accessTokens = new AccessTokens(rules, tokens, clock);
    this.proofJudge = new ProofJudge(rules, proofs, nonces, clock);
    this.localCallers = localCallers;
    this.journal = journal;
    this.lane = lane;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Identifies the caller of {@code incoming}. A known caller's record is open and durable, and its
   * proof is spent whatever a later gate says. A refusal has burnt nothing and is in the refusal
   * lane, except a nonce challenge.
   *
   * @throws org.stellaops.signer.ports.DependencyUnavailable the Authority's keys or the journal
   *     are out of reach, so nothing can be said about the caller
   * @throws OpeningLost the journal did not say whether the record is open
   */
  public Identification identify(IncomingRequest incoming, Deadline deadline) {
    AuditId id = ids.next();
    PolicySnapshot policy = policies.get();
    Decision<Caller> decision =
        believe(incoming, policy, deadline)
            .then(candidate -> open(candidate, incoming, policy, id, deadline));
    return switch (decision) {
      case Decision.Cleared<Caller>(Caller caller) -> new Identification.Known(caller);
      case Decision.Refused<Caller>(Refusal why) -> unknown(incoming, id, why);
      case Decision.Repeated<Caller> repeated ->
          throw new IllegalStateException("nobody is identified by a repeated answer");
    };
  }

  private Identification unknown(IncomingRequest incoming, AuditId id, Refusal why) {
    if (why instanceof Refusal.NonceRequired) {
      return new Identification.Unknown(why, null);
    }
    AuditId recorded =
        lane.record(
            new UnidentifiedRefusal(
                id, why.code().wire(), why.reason(), incoming.sourcePrefix(), clock.instant()));
    return new Identification.Unknown(why, recorded);
  }

  private Decision<Candidate> believe(
      IncomingRequest incoming, PolicySnapshot policy, Deadline deadline) {
    if (incoming.credential() instanceof Credential.DpopBound bound) {
      return PresentedHeaders.read(bound)
          .then(presented -> prove(presented, bound, incoming.operation(), policy, deadline));
    }
    return localCallers
        .current()
        .map(local ->
            known(local.tenant().value(), policy)
                .then(tenant ->
                    Decision.cleared(
                        new Candidate(
                            new Identity(
                                tenant,
                                local.client(),
                                local.instance(),
                                local.releaseDigest(),
                                null),
                            Optional.empty()))))
        .orElseGet(() -> Decision.refused(Refusals.token("no-local-caller")));
  }

  private Decision<Candidate> prove(
      PresentedHeaders presented,
      Credential.DpopBound request,
      Operation operation,
      PolicySnapshot policy,
      Deadline deadline) {
    return accessTokens
        .read(presented.token(), deadline)
        .then(token ->
            proofJudge
                .judge(presented, token.key(), request.method(), request.target())
                .then(proven ->
                    scoped(token, operation)
                        .then(scoped -> known(scoped.tenant(), policy))
                        .then(tenant -> Decision.cleared(bound(tenant, token, proven)))));
  }

  private Candidate bound(Tenant tenant, AccessTokens.AccessToken token, ProofJudge.Proven proven) {
    Bound bound = new Bound(rules.issuer(), token.key(), proven.contentDigest());
    return new Candidate(
        new Identity(tenant, token.client(), token.instance(), token.releaseDigest(), bound),
        Optional.of(proven.claim()));
  }

  private static Decision<AccessTokens.AccessToken> scoped(
      AccessTokens.AccessToken token, Operation operation) {
    return token.scopes().contains(operation.scope())
        ? Decision.cleared(token)
        : Decision.refused(new Refusal.InsufficientScope(operation.scope()));
  }

  /** A name that cannot be a tenant's and one that is not configured are told the same. */
  private Decision<Tenant> known(String name, PolicySnapshot policy) {
    try {
      Tenant tenant = new Tenant(name);
      if (policy.policies().tenant(tenant).isPresent()) {
        return Decision.cleared(tenant);
      }
    } catch (IllegalArgumentException e) {
      // Not a tenant's name: falls through to the one refusal for all unknown tenants.
    }
    return Decision.refused(Refusal.PolicyDenied.unknownTenant());
  }

  private Decision<Caller> open(
      Candidate candidate,
      IncomingRequest incoming,
      PolicySnapshot policy,
      AuditId id,
      Deadline deadline) {
    Caller caller =
        new Caller(id, incoming.traceId(), incoming.operation(), policy, candidate.identity());
    Opening opening =
        new Opening(id, caller.tenant(), candidate.proof().orElse(null), record(caller, policy));
    return switch (opened(opening, deadline)) {
      case CLAIMED -> Decision.cleared(caller);
      case PROOF_USED -> Decision.refused(Refusals.proof("proof-replayed"));
    };
  }

  private Opened opened(Opening opening, Deadline deadline) {
    try {
      return journal.open(opening, deadline);
    } catch (DependencyUnavailable down) {
      if (down.mayHaveHappened()) {
        throw new OpeningLost(opening.id(), opening.tenant(), down);
      }
      throw down;
    }
  }

  private Bytes record(Caller caller, PolicySnapshot policy) {
    return new AuditFacts()
        .put("tenant", caller.tenant())
        .put("client", caller.client())
        .put("instance", caller.instance())
        .put("issuer", caller.issuer().orElse(null))
        .put("binding", caller.embedded() ? "embedded" : "dpop")
        .put("keyThumbprint", caller.thumbprint().orElse(null))
        .put("releaseDigest", caller.releaseDigest().orElse(null))
        .put("policySha256", policy.sha256())
        .put("route", caller.operation().label())
        .put("traceId", caller.traceId())
        .record(Kind.OPENED, caller.auditId(), clock.instant());
  }

  /** A believed caller whose proof, if it needs one, is not yet claimed. */
  private record Candidate(Identity identity, Optional<ProofClaim> proof) {}
}
