package org.stellaops.signer.core.approval;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.audit.ActStep;
import org.stellaops.signer.core.audit.RequestFacts;
import org.stellaops.signer.core.audit.RequestFacts.ActOutcome;
import org.stellaops.signer.core.caller.Caller;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.intake.ActBody;
import org.stellaops.signer.core.intake.ActForm;
import org.stellaops.signer.core.intake.Intake;
import org.stellaops.signer.core.lifecycle.RequestContext;
import org.stellaops.signer.core.securitykey.KeySignatures;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.ports.ImageApprovals;
import org.stellaops.signer.ports.ImageApprovals.Approval;
import org.stellaops.signer.ports.ImageApprovals.Deed;
import org.stellaops.signer.ports.ImageApprovals.Step;
import org.stellaops.signer.ports.SealStore.Act;
import org.stellaops.signer.ports.SealStore.Person;

/**
 * What people do about images that no release signature covers: one asks, another of the same
 * tenant says yes or no, and anyone who may decide ends a yes.
 */
public final class ApprovalOperations {

  private static final String SCHEMA = "https://stella-ops.org/schemas/signer/approvals/v1";
  private static final String IMAGE = "imageDigest";
  private static final String UNTIL = "until";
  private static final String VERB = "verb";
  private static final int MOST_TOLD = 200;

  /** More would bury those that a person is to read. */
  private static final int MOST_PENDING = 50;

  private final @Nullable ImageApprovals store;
  private final ApprovalRules rules;
  private final KeySignatures signatures;
  private final InstantSource clock;

  /**
   * @param store null where there are none
   */
  public ApprovalOperations(
      @Nullable ImageApprovals store,
      ApprovalRules rules,
      KeySignatures signatures,
      InstantSource clock) {
    this.store = store;
    this.rules = rules;
    this.signatures = signatures;
    this.clock = clock;
  }

  /** Whether the caller's tenant has approvals at all. */
  public Decision<Caller> allowed(Caller caller) {
    return store != null && rules.tenants().contains(caller.tenant())
        ? Decision.cleared(caller)
        : Decision.refused(
            new Refusal.PolicyDenied(
                Reason.APPROVALS_OFF,
                "People let no image pass for your tenant: it is none of approvals.tenants."));
  }

  /** Whether decisions of the caller's tenant are signed with security keys. */
  public Decision<Caller> signs(Caller caller) {
    return allowed(caller).then(signatures::decides);
  }

  /** The tenant's, newest first. */
  public Decision<CanonicalWriter> list(RequestContext context, Caller caller) {
    return Decision.cleared(
        form(store().latest(caller.tenant(), MOST_TOLD, context.deadline()), caller));
  }

  /**
   * Asks for an image; who asks again while the first request waits is told of that one.
   *
   * @throws org.stellaops.signer.ports.DependencyUnavailable the store does not take it
   */
  public Decision<CanonicalWriter> request(Intake intake) {
    return ActBody.read(intake.takeBody(), IMAGE)
        .flatMap(ApprovalOperations::image)
        .map(asked -> {
          intake.context().facts().actAsked(asked.reason(), null);
          return asked;
        })
        .map(asked -> request(intake, asked))
        .orElseGet(() ->
            refused(
                Reason.ACT_BODY,
                "Send a JSON object with imageDigest, sha256: and 64 hexadecimal digits, and"
                    + " reason, 1 to "
                    + Act.LONGEST_REASON
                    + " printable characters that say why."));
  }

  private record Asked(Digest image, String reason) {}

  private static Optional<Asked> image(ActBody body) {
    try {
      return Optional.of(new Asked(Digest.parse(body.members().string(IMAGE)), body.reason()));
    } catch (InvalidJson | IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private Decision<CanonicalWriter> request(Intake intake, Asked asked) {
    Caller caller = intake.caller();
    Instant now = now();
    List<Approval> pending =
        store().latest(caller.tenant(), MOST_TOLD, intake.context().deadline()).stream()
            .filter(each -> ApprovalState.of(each, now) == ApprovalState.PENDING)
            .toList();
    Optional<Approval> same =
        pending.stream()
            .filter(each -> each.image().equals(asked.image()))
            .filter(each -> isOwn(each, caller))
            .findFirst();
    if (same.isPresent()) {
      return Decision.cleared(form(List.of(same.get()), caller));
    }
    if (pending.size() >= MOST_PENDING) {
      return refused(
          Reason.APPROVALS_PENDING,
          "Your tenant has " + pending.size() + " requests that wait; have some decided first.");
    }
    Step first =
        new Step(Deed.REQUESTED, now, now.plus(rules.decideWithin()), act(caller, asked.reason()));
    Approval approval =
        new Approval(caller.tenant(), caller.auditId(), asked.image(), List.of(first));
    return add(intake, approval);
  }

  /**
   * Says yes or no, or ends a yes.
   *
   * @param id as the caller wrote it, unchecked
   * @throws org.stellaops.signer.ports.DependencyUnavailable the store does not take it
   */
  public Decision<CanonicalWriter> decide(Intake intake, String id, ApprovalVerb verb) {
    Optional<ActBody> body =
        verb == ApprovalVerb.APPROVE
            ? ActBody.read(intake.takeBody(), UNTIL, KeySignatures.MEMBER)
            : ActBody.read(intake.takeBody(), KeySignatures.MEMBER);
    if (body.isEmpty()) {
      return refused(
          Reason.ACT_BODY,
          "Send a JSON object with reason, 1 to "
              + Act.LONGEST_REASON
              + " printable characters that say why; to approve, until may say how long"
              + " (RFC 3339).");
    }
    intake.context().facts().actAsked(body.get().reason(), null);
    return find(intake, id)
        .then(approval -> {
          intake.context().facts().ofApproval(approval.id(), approval.image());
          return decide(intake, approval, verb, body.get());
        });
  }

  private Decision<Approval> find(Intake intake, String id) {
    try {
      return store()
          .find(intake.caller().tenant(), new AuditId(id), intake.context().deadline())
          .<Decision<Approval>>map(Decision::cleared)
          .orElseGet(() -> Decision.refused(new Refusal.NotFound(Reason.APPROVAL)));
    } catch (IllegalArgumentException noId) {
      return Decision.refused(new Refusal.NotFound(Reason.APPROVAL));
    }
  }

  private Decision<CanonicalWriter> decide(
      Intake intake, Approval approval, ApprovalVerb verb, ActBody body) {
    Instant now = now();
    return next(intake, approval, verb, body, now)
        .then(step ->
            signatures
                .demanded(
                    intake, body.members(), new SignedDecision(approval, verb, step, body.reason()))
                .then(proof ->
                    add(
                        intake,
                        with(
                            approval,
                            new Step(
                                step.deed(),
                                step.at(),
                                step.until(),
                                step.act(),
                                proof.orElse(null))))));
  }

  private static Approval with(Approval before, Step next) {
    List<Step> steps = new ArrayList<>(before.steps());
    steps.add(next);
    return new Approval(before.tenant(), before.id(), before.image(), steps);
  }

  /** The step that the caller may add, not signed yet. */
  private Decision<Step> next(
      Intake intake, Approval approval, ApprovalVerb verb, ActBody body, Instant now) {
    Caller caller = intake.caller();
    ApprovalState state = ApprovalState.of(approval, now);
    ApprovalState wanted =
        verb == ApprovalVerb.REVOKE ? ApprovalState.APPROVED : ApprovalState.PENDING;
    if (state != wanted) {
      return refused(
          Reason.APPROVAL_STATE,
          "This one is "
              + state.label()
              + "; to "
              + verb.label()
              + ", it has to be "
              + wanted.label()
              + (state == ApprovalState.PENDING ? "; deny it." : "."));
    }
    if (verb != ApprovalVerb.REVOKE && isOwn(approval, caller)) {
      return Decision.refused(
          new Refusal.PolicyDenied(
              Reason.OWN_REQUEST,
              "You asked for this approval, or your client did; another person decides."));
    }
    Instant until = now;
    if (verb == ApprovalVerb.APPROVE) {
      Optional<Instant> told = until(body, now);
      if (told.isEmpty()) {
        return refused(
            Reason.ACT_BODY,
            "until is a moment as 2026-11-01T00:00:00Z (RFC 3339), after now and at most "
                + hours(rules.longest())
                + " from now.");
      }
      until = told.get();
    }
    if (verb == ApprovalVerb.APPROVE
        && body.members().has(KeySignatures.MEMBER)
        && !body.members().has(UNTIL)) {
      return refused(Reason.ACT_BODY, "Send until as well, as it is in what the key signed.");
    }
    return Decision.cleared(new Step(verb.deed(), now, until, act(caller, body.reason())));
  }

  /**
   * Asks for a security key's signature on a decision.
   *
   * @param id as the caller wrote it, unchecked
   * @throws org.stellaops.signer.ports.DependencyUnavailable the store does not take it
   */
  public Decision<CanonicalWriter> ask(Intake intake, String id) {
    Optional<ActBody> body = ActBody.read(intake.takeBody(), UNTIL, VERB);
    Optional<ApprovalVerb> verb = body.flatMap(ApprovalOperations::verb);
    if (body.isEmpty() || verb.isEmpty()) {
      return refused(
          Reason.ACT_BODY,
          "Send a JSON object with reason, verb, which is approve, deny or revoke, and to approve"
              + " until, if it is not to be the longest.");
    }
    intake.context().facts().actAsked(body.get().reason(), null);
    return find(intake, id)
        .then(approval -> {
          intake.context().facts().ofApproval(approval.id(), approval.image());
          return next(intake, approval, verb.get(), body.get(), now())
              .map(step ->
                  signatures.ask(
                      intake, new SignedDecision(approval, verb.get(), step, body.get().reason())));
        });
  }

  private static Optional<ApprovalVerb> verb(ActBody body) {
    try {
      Optional<ApprovalVerb> verb = ApprovalVerb.ofLabel(body.members().string(VERB));
      boolean fits = !body.members().has(UNTIL) || verb.equals(Optional.of(ApprovalVerb.APPROVE));
      return fits ? verb : Optional.empty();
    } catch (InvalidJson malformed) {
      return Optional.empty();
    }
  }

  private Optional<Instant> until(ActBody body, Instant now) {
    Instant latest = now.plus(rules.longest());
    try {
      Optional<String> told = body.members().optionalString(UNTIL);
      if (told.isEmpty()) {
        return Optional.of(latest);
      }
      Instant until = Instant.parse(told.get()).truncatedTo(ChronoUnit.MILLIS);
      return until.isAfter(now) && !until.isAfter(latest) ? Optional.of(until) : Optional.empty();
    } catch (InvalidJson | DateTimeParseException malformed) {
      return Optional.empty();
    }
  }

  private static String hours(Duration time) {
    return time.toHours() > 0 ? time.toHours() + " hours" : time.toMinutes() + " minutes";
  }

  private Decision<CanonicalWriter> add(Intake intake, Approval after) {
    if (!store().add(after, intake.context().deadline())) {
      return refused(
          Reason.APPROVAL_STATE, "Somebody else decided at the same time; look at it again.");
    }
    RequestFacts facts = intake.context().facts();
    facts.ofApproval(after.id(), after.image());
    if (after.last().proof() != null) {
      facts.proven(after.last().proof());
    }
    ApprovalState state = ApprovalState.of(after, now());
    facts.acted(
        after.last().act().reason(),
        null,
        new ActOutcome(
            state == ApprovalState.PENDING ? ActStep.PROPOSED : ActStep.DONE,
            null,
            state.label(),
            List.of()));
    return Decision.cleared(form(List.of(after), intake.caller()));
  }

  private CanonicalWriter form(List<Approval> approvals, Caller caller) {
    Instant now = now();
    return CanonicalWriter.object()
        .objects("approvals", approvals.stream().map(each -> form(each, caller, now)).toList())
        .string("schema", SCHEMA);
  }

  private static CanonicalWriter form(Approval approval, Caller caller, Instant now) {
    return CanonicalWriter.object()
        .objects(
            "history",
            approval.steps().stream()
                .map(step -> ActForm.of(step.deed(), step.at(), step.act(), step.proof()))
                .toList())
        .string("id", approval.id().value())
        .string(IMAGE, approval.image().toString())
        .bool("own", isOwn(approval, caller))
        .string("state", ApprovalState.of(approval, now).label())
        .time(UNTIL, approval.last().until());
  }

  /** Whether the caller asked for it, or may be the person who did. */
  private static boolean isOwn(Approval approval, Caller caller) {
    return !person(caller).isAnotherThan(approval.steps().get(0).act().person());
  }

  private static Act act(Caller caller, String reason) {
    return new Act(person(caller), caller.auditId(), reason);
  }

  private static Person person(Caller caller) {
    return new Person(
        caller.issuer().orElse(null),
        caller.tenant(),
        caller.client(),
        caller.person().orElse(null),
        caller.subject().orElse(null));
  }

  /** As exact as it is told and kept. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private ImageApprovals store() {
    if (store == null) {
      throw new IllegalStateException("this service has no approvals");
    }
    return store;
  }

  private static <T> Decision<T> refused(Reason reason, String advice) {
    return Decision.refused(new Refusal.InvalidRequest(reason, advice));
  }
}
