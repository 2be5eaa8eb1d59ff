package org.stellaops.signer.core.caller;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.Credential;
import org.stellaops.signer.core.api.IncomingRequest;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.policy.AuthorityRules;
import org.stellaops.signer.core.api.policy.CallerRules;
import org.stellaops.signer.core.api.policy.PolicySnapshot;
import org.stellaops.signer.core.audit.OpenedRecord;
import org.stellaops.signer.core.audit.RequestFacts;
import org.stellaops.signer.core.audit.RequestFacts.CallerFacts;
import org.stellaops.signer.core.caller.Caller.Identity;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.lifecycle.RequestContext;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.PersonId;
import org.stellaops.signer.model.QuotaName;
import org.stellaops.signer.model.RateLimit;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.ActingPerson;
import org.stellaops.signer.ports.AuditIds;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.LocalCallers;
import org.stellaops.signer.ports.LocalCallers.LocalCaller;
import org.stellaops.signer.ports.PossessionProofs;
import org.stellaops.signer.ports.RefusalLog;
import org.stellaops.signer.ports.RefusalLog.TenantClient;
import org.stellaops.signer.ports.RefusalLog.UnidentifiedRefusal;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.ports.RequestJournal.ClientRate;
import org.stellaops.signer.ports.RequestJournal.Opened;
import org.stellaops.signer.ports.RequestJournal.Opening;
import org.stellaops.signer.ports.SignedTokens;

/**
 * The first gate. It looks at headers alone: token, proof, binding, nonce, scope, tenant. Only when
 * all hold does its last act take the client's request rate, claim the proof and open the request's
 * record, in one transaction.
 */
public final class CallerGate {

  /** Recorded, never told: a caller learns no more of another Authority's tenants than of none. */
  private static final Refusal NOT_FOR_TENANT =
      new Refusal.PolicyDenied(
          Reason.AUTHORITY_NOT_FOR_TENANT, "Use the Authority of this tenant.");

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
   * @param tokens of the Authorities
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
   * The first step of every route: from here on the request has an open record, or none at all.
   *
   * @throws org.stellaops.signer.ports.DependencyUnavailable the Authority's keys or the journal
   *     are out of reach, so nothing can be said about the caller
   */
  public Decision<Caller> identify(RequestContext context) {
    Identification identification = identification(context);
    switch (identification) {
      case Identification.Known(Caller caller) -> {
        context.opened(caller.auditId(), caller.tenant());
        context.facts().identified(facts(caller));
      }
      case Identification.Unknown unknown ->
          unknown.auditId().ifPresent(id -> context.recordedElsewhere(id, unknown.tenant()));
    }
    return identification.decision();
  }

  private Identification identification(RequestContext context) {
    try {
      return identify(context.incoming(), context.deadline());
    } catch (OpeningLost lost) {
      context.openingLost(lost.auditId(), lost.tenant());
      throw lost.why();
    }
  }

  /**
   * Identifies the caller of {@code incoming}. A known caller's record is open and durable, and its
   * proof and one unit of its request rate are spent whatever a later gate says. A refusal has
   * burnt nothing and is recorded in the refusal log, except a nonce challenge.
   *
   * @throws org.stellaops.signer.ports.DependencyUnavailable as {@link #identify(RequestContext)}
   * @throws OpeningLost the journal did not say whether the record is open
   */
  Identification identify(IncomingRequest incoming, Deadline deadline) {
    AuditId id = ids.next();
    PolicySnapshot policy = policies.get();
    AtomicReference<@Nullable TenantClient> believed = new AtomicReference<>();
    return switch (believe(incoming, policy, deadline, believed)) {
      case Decision.Cleared<Identity>(Identity identity) -> {
        Caller caller = new Caller(id, incoming.traceId(), incoming.operation(), policy, identity);
        yield open(caller, incoming, deadline);
      }
      case Decision.Refused<Identity>(Refusal why) ->
          unknown(why, incoming, id, believed.get(), null);
      case Decision.Repeated<Identity> repeated ->
          throw new IllegalStateException("no caller is a repetition");
    };
  }

  /**
   * @param client for the refusal log, where token and proof were believed
   * @param configured the client's tenant, where policy knows it
   */
  private Identification unknown(
      Refusal why,
      IncomingRequest incoming,
      AuditId id,
      @Nullable TenantClient client,
      @Nullable Tenant configured) {
    if (why instanceof Refusal.NonceRequired) {
      return new Identification.Unknown(why, null, null);
    }
    AuditId recorded =
        lane.record(
            new UnidentifiedRefusal(
                id,
                why.code().wire(),
                why.reason().word(),
                incoming.sourcePrefix(),
                client,
                clock.instant()));
    Refusal told = why.equals(NOT_FOR_TENANT) ? Refusal.PolicyDenied.unknownTenant() : why;
    return new Identification.Unknown(told, recorded, configured);
  }

  private Decision<Identity> believe(
      IncomingRequest incoming,
      PolicySnapshot policy,
      Deadline deadline,
      AtomicReference<@Nullable TenantClient> believed) {
    return switch (incoming.credential()) {
      case Credential.DpopBound bound ->
          PresentedHeaders.read(bound)
              .then(presented ->
                  prove(presented, bound, incoming.operation(), policy, deadline, believed));
      case Credential.Local local ->
          localCallers
              .current()
              .map(caller -> {
                believed.set(new TenantClient(caller.tenant(), caller.client()));
                return vouched(caller, policy);
              })
              .orElseGet(() -> Decision.refused(Refusals.token(Reason.NO_LOCAL_CALLER)));
    };
  }

  private static Decision<Identity> vouched(LocalCaller local, PolicySnapshot policy) {
    return known(local.tenant().value(), policy)
        .then(tenant ->
            Decision.cleared(
                new Identity(
                    tenant,
                    local.client(),
                    null,
                    null,
                    local.instance(),
                    local.releaseDigest(),
                    null,
                    new Binding.Embedded())));
  }

  private Decision<Identity> prove(
      PresentedHeaders presented,
      Credential.DpopBound request,
      Operation operation,
      PolicySnapshot policy,
      Deadline deadline,
      AtomicReference<@Nullable TenantClient> believed) {
    return accessTokens
        .read(presented.token(), deadline)
        .then(token ->
            proofJudge
                .judge(presented, token.key(), request.method(), request.target())
                .then(binding -> {
                  client(token).ifPresent(believed::set);
                  return scoped(token, operation)
                      .then(scoped -> known(scoped.tenant(), policy))
                      .then(tenant -> spokenFor(tenant, token.authority()))
                      .then(tenant -> Decision.cleared(bound(tenant, token, binding)));
                }));
  }

  /** Who a believed token is for; empty where it names no tenant that there could be. */
  private static Optional<TenantClient> client(AccessTokens.AccessToken token) {
    try {
      return Optional.of(new TenantClient(new Tenant(token.tenant()), token.client()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Identity bound(
      Tenant tenant, AccessTokens.AccessToken token, Binding.Dpop binding) {
    return new Identity(
        tenant,
        token.client(),
        token.person(),
        ownSubject(token),
        token.instance(),
        token.releaseDigest(),
        token.authority().issuer(),
        binding);
  }

  private static @Nullable PersonId ownSubject(AccessTokens.AccessToken token) {
    return new ActingPerson(token.client(), token.person(), token.subject()).subject();
  }

  private static Decision<AccessTokens.AccessToken> scoped(
      AccessTokens.AccessToken token, Operation operation) {
    return token.scopes().contains(operation.scope())
        ? Decision.cleared(token)
        : Decision.refused(new Refusal.InsufficientScope(operation.scope()));
  }

  /** A name that cannot be a tenant's and one that is not configured are told the same. */
  private static Decision<Tenant> known(String name, PolicySnapshot policy) {
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

  private static Decision<Tenant> spokenFor(Tenant tenant, AuthorityRules authority) {
    return authority.speaksFor(tenant)
        ? Decision.cleared(tenant)
        : Decision.refused(NOT_FOR_TENANT);
  }

  private Identification open(Caller caller, IncomingRequest incoming, Deadline deadline) {
    RateLimit rate = caller.policy().policies().requestRate(caller.tenant());
    TenantClient client = new TenantClient(caller.tenant(), caller.client());
    Opening opening =
        new Opening(
            caller.auditId(),
            client.tenant(),
            new ClientRate(client.client(), rate),
            caller.binding().proofClaim().orElse(null),
            record(caller));
    return switch (opened(opening, deadline)) {
      case Opened.Claimed() -> new Identification.Known(caller);
      case Opened.ProofUsed() ->
          unknown(
              Refusals.proof(Reason.PROOF_REPLAYED),
              incoming,
              opening.id(),
              client,
              client.tenant());
      case Opened.RateSpent(Duration retryAfter) ->
          unknown(
              new Refusal.QuotaExceeded(QuotaName.REQUEST_RATE, rate.burst(), retryAfter),
              incoming,
              opening.id(),
              client,
              client.tenant());
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

  private Bytes record(Caller caller) {
    RequestFacts facts = new RequestFacts();
    facts.arrived(caller.operation(), caller.traceId());
    facts.identified(facts(caller));
    return new OpenedRecord(caller.auditId(), clock.instant(), caller.tenant(), facts).toJson();
  }

  private static CallerFacts facts(Caller caller) {
    return new CallerFacts(
        caller.client(),
        caller.person().orElse(null),
        caller.subject().orElse(null),
        caller.instance(),
        caller.issuer().orElse(null),
        caller.binding().word(),
        caller.binding().proofKey().orElse(null),
        caller.releaseDigest().orElse(null),
        caller.policy().sha256());
  }
}
