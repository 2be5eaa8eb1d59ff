package org.stellaops.signer.core.receive;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.caller.Caller;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.decision.Refusal;
import org.stellaops.signer.core.policy.Policies;
import org.stellaops.signer.core.statement.SignRequest;
import org.stellaops.signer.core.statement.SignRequestReader;
import org.stellaops.signer.core.trail.Trail;
import org.stellaops.signer.ports.Facts;
import org.stellaops.signer.words.Bytes;
import org.stellaops.signer.words.Digest;
import org.stellaops.signer.words.IdempotencyKey;

/** Reads the body of an identified caller, never more of it than any of its plans allows. */
public final class Receiving {

  /** A record names so many digests of subjects; a hash over all of them stands for the rest. */
  private static final int MOST_DIGESTS = 64;

  private final Policies policies;
  private final long serverCap;
  private final ByteBudget budget;
  private final Parses parses = Parses.leavingOneProcessor();

  /**
   * @param serverCap largest body in bytes that this service takes from anyone
   */
  public Receiving(Policies policies, long serverCap, ByteBudget budget) {
    this.policies = policies;
    this.serverCap = serverCap;
    this.budget = budget;
  }

  public Decision<Received> receive(Trail trail, Caller caller) {
    long limit = Math.min(serverCap, policies.largestArtifact(caller.tenant()));
    if (limit <= 0) {
      return Decision.refused(Refusal.PolicyDenied.unknownTenant());
    }
    return idempotencyKey(trail.incoming().idempotencyKey())
        .then(key -> read(trail, caller, limit, key.value()));
  }

  private Decision<Received> read(
      Trail trail, Caller caller, long limit, @Nullable IdempotencyKey key) {
    ByteBudget.Lease lease = budget.lease();
    trail.atEnd(lease::close);
    return BodyReader.read(trail.incoming().body(), limit, lease, trail.deadline())
        .then(body -> parse(trail, caller, body, key));
  }

  private Decision<Received> parse(
      Trail trail, Caller caller, Bytes body, @Nullable IdempotencyKey key) {
    Digest digest = body.sha256();
    if (caller.contentDigest().isPresent() && !caller.contentDigest().get().equals(digest)) {
      return Decision.refused(
          new Refusal.InvalidProof(
              "content-digest", "Make a proof whose content-digest is that of this body."));
    }
    return parses
        .run(body.size(), trail.deadline(), () -> SignRequestReader.read(body))
        .then(request -> received(trail, caller, request, digest, body.size(), key));
  }

  private static Decision<Received> received(
      Trail trail,
      Caller caller,
      SignRequest request,
      Digest body,
      long size,
      @Nullable IdempotencyKey key) {
    note(trail, request);
    return Decision.cleared(new Received(trail, caller, request, body, size, key));
  }

  private static void note(Trail trail, SignRequest request) {
    List<String> digests =
        request.subjects().stream().flatMap(subject -> subject.labels().stream()).toList();
    trail
        .tell(Facts.SUBJECT_DIGEST, digests.get(0))
        .note(Facts.SUBJECT_COUNT, request.subjects().size())
        .noteAll(Facts.SUBJECT_DIGESTS, digests.subList(0, Math.min(digests.size(), MOST_DIGESTS)))
        .note(Facts.PREDICATE_TYPE, request.predicateType())
        .note(Facts.PAYLOAD_SHA256, request.payloadSha256().toString());
    if (digests.size() > 1) {
      Digest all = Bytes.utf8(String.join("\n", digests)).sha256();
      trail.note(Facts.SUBJECTS_SHA256, all.toString());
    }
    if (request.options().reportPolicy() != null) {
      trail
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
