package org.stellaops.signer.core.intake;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.policy.Policies;
import org.stellaops.signer.core.caller.Caller;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.lifecycle.RequestContext;
import org.stellaops.signer.core.statement.SignRequest;
import org.stellaops.signer.core.statement.SignRequestReader;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.IdempotencyKey;
import org.stellaops.signer.ports.Facts;

/** Reads the body of an identified caller, never more of it than any of its plans allows. */
public final class IntakeGate {

  /** A record names so many digests of subjects; a hash over all of them stands for the rest. */
  private static final int MOST_DIGESTS = 64;

  private final Policies policies;
  private final long serverCap;
  private final ByteBudget budget;
  private final Parses parses = Parses.leavingOneProcessor();

  /**
   * @param serverCap largest body in bytes that this service takes from anyone
   */
  public IntakeGate(Policies policies, long serverCap, ByteBudget budget) {
    this.policies = policies;
    this.serverCap = serverCap;
    this.budget = budget;
  }

  public Decision<Received> receive(RequestContext context, Caller caller) {
    long limit = Math.min(serverCap, policies.largestArtifact(caller.tenant()));
    if (limit <= 0) {
      return Decision.refused(Refusal.PolicyDenied.unknownTenant());
    }
    return idempotencyKey(context.incoming().idempotencyKey())
        .then(key -> read(context, caller, limit, key.value()));
  }

  private Decision<Received> read(
      RequestContext context, Caller caller, long limit, @Nullable IdempotencyKey key) {
    ByteBudget.Lease lease = budget.lease();
    context.atEnd(lease::close);
    return BodyReader.read(context.incoming().body(), limit, lease, context.deadline())
        .then(body -> parse(context, caller, body, key));
  }

  private Decision<Received> parse(
      RequestContext context, Caller caller, Bytes body, @Nullable IdempotencyKey key) {
    Digest digest = body.sha256();
    if (caller.contentDigest().isPresent() && !caller.contentDigest().get().equals(digest)) {
      return Decision.refused(
          new Refusal.InvalidProof(
              "content-digest", "Make a proof whose content-digest is that of this body."));
    }
    return parses
        .run(body.size(), context.deadline(), () -> SignRequestReader.read(body))
        .then(request -> received(context, caller, request, digest, body.size(), key));
  }

  private static Decision<Received> received(
      RequestContext context,
      Caller caller,
      SignRequest request,
      Digest body,
      long size,
      @Nullable IdempotencyKey key) {
    note(context, request);
    return Decision.cleared(new Received(context, caller, request, body, size, key));
  }

  private static void note(RequestContext context, SignRequest request) {
    List<String> digests =
        request.subjects().stream().flatMap(subject -> subject.labels().stream()).toList();
    context
        .tell(Facts.SUBJECT_DIGEST, digests.get(0))
        .note(Facts.SUBJECT_COUNT, request.subjects().size())
        .noteAll(Facts.SUBJECT_DIGESTS, digests.subList(0, Math.min(digests.size(), MOST_DIGESTS)))
        .note(Facts.PREDICATE_TYPE, request.predicateType())
        .note(Facts.PAYLOAD_SHA256, request.payloadSha256().toString());
    if (digests.size() > 1) {
      Digest all = Bytes.utf8(String.join("\n", digests)).sha256();
      context.note(Facts.SUBJECTS_SHA256, all.toString());
    }
    if (request.options().reportPolicy() != null) {
      context
          .note(Facts.CLAIMED_POLICY_DIGEST, request.options().reportPolicy().digest())
          .note(Facts.CLAIMED_VIEW_SET, request.options().reportPolicy().viewSet());
    }
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
        "idempotency-key", "Send one Idempotency-Key of 1 to 255 printable ASCII characters.");
  }
}
