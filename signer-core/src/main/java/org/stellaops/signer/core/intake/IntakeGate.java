package org.stellaops.signer.core.intake;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.policy.Policies;
import org.stellaops.signer.core.caller.Caller;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.lifecycle.RequestContext;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.IdempotencyKey;
import org.stellaops.signer.model.Reason;

/**
 * Reads the body of an identified caller, never more of it than any of its plans allows, nor than
 * the tenant's share of memory holds. It serves every operation with a body: what the body means is
 * read by the gate after it.
 */
public final class IntakeGate {

  /** In bytes; a reason has at most 512 characters. */
  static final int LONGEST_ACT = 8 << 10;

  private final long serverCap;
  private final ByteBudget budget;

  /**
   * @param serverCap largest body in bytes that this service takes from anyone
   */
  public IntakeGate(long serverCap, ByteBudget budget) {
    this.serverCap = serverCap;
    this.budget = budget;
  }

  public Decision<Intake> receive(RequestContext context, Caller caller) {
    Policies policies = caller.policy().policies();
    long allowed = Math.min(serverCap, budget.share(policies.areShared()));
    long limit = Math.min(allowed, policies.largestArtifact(caller.tenant()));
    if (limit <= 0) {
      return Decision.refused(Refusal.PolicyDenied.unknownTenant());
    }
    return idempotencyKey(context.incoming().idempotencyKey())
        .then(key -> {
          ByteBudget.Lease lease = budget.lease(caller.tenant(), policies.areShared());
          context.atEnd(lease::close);
          return read(context, caller, limit, lease, key.value());
        });
  }

  /**
   * Reads the body of a person's act on the service, which is small and never waits for the memory
   * that artifacts take: whoever fills that keeps nobody from sealing or revoking.
   */
  public Decision<Intake> receiveAct(RequestContext context, Caller caller) {
    if (caller.policy().policies().tenant(caller.tenant()).isEmpty()) {
      return Decision.refused(Refusal.PolicyDenied.unknownTenant());
    }
    return idempotencyKey(context.incoming().idempotencyKey())
        .then(key ->
            read(
                context,
                caller,
                LONGEST_ACT,
                new ByteBudget(LONGEST_ACT).lease(caller.tenant(), false),
                key.value()));
  }

  private Decision<Intake> read(
      RequestContext context,
      Caller caller,
      long limit,
      ByteBudget.Lease lease,
      @Nullable IdempotencyKey key) {
    return BodyReader.read(context.incoming().body(), limit, lease, context.deadline())
        .then(body -> intake(context, caller, body, key));
  }

  private static Decision<Intake> intake(
      RequestContext context, Caller caller, Bytes body, @Nullable IdempotencyKey key) {
    Intake intake = new Intake(context, caller, body, key);
    Optional<Digest> promised = caller.binding().contentDigest();
    if (promised.isPresent() && !promised.get().equals(intake.digest())) {
      return Decision.refused(
          new Refusal.InvalidProof(
              Reason.CONTENT_DIGEST, "Make a proof whose content-digest is that of this body."));
    }
    return Decision.cleared(intake);
  }

  private record Key(@Nullable IdempotencyKey value) {}

  private static Decision<Key> idempotencyKey(List<String> given) {
    if (given.isEmpty()) {
      return Decision.cleared(new Key(null));
    }
    try {
      if (given.size() == 1) {
        return Decision.cleared(new Key(new IdempotencyKey(given.get(0))));
      }
    } catch (IllegalArgumentException malformed) {
      return Decision.refused(malformedKey());
    }
    return Decision.refused(malformedKey());
  }

  private static Refusal malformedKey() {
    return new Refusal.InvalidRequest(
        Reason.IDEMPOTENCY_KEY, "Send one Idempotency-Key of 1 to 255 printable ASCII characters.");
  }
}
