package org.stellaops.signer.core.keys;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.api.policy.KeyRule;
import org.stellaops.signer.core.api.policy.TenantPolicy;
import org.stellaops.signer.core.audit.ActStep;
import org.stellaops.signer.core.audit.RequestFacts.ActOutcome;
import org.stellaops.signer.core.caller.Caller;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.intake.ActBody;
import org.stellaops.signer.core.intake.Intake;
import org.stellaops.signer.core.lifecycle.RequestContext;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.ports.KeyCatalog.Actor;
import org.stellaops.signer.ports.KeyCatalog.KeyEntry;
import org.stellaops.signer.ports.KeyCatalog.KeyEvent;
import org.stellaops.signer.ports.KeyCatalog.KeyState;
import org.stellaops.signer.ports.KeyCatalog.Proposal;
import org.stellaops.signer.ports.KeyCatalog.Replacement;
import org.stellaops.signer.ports.SealStore.Act;

/** What people do with the keys of their own tenant. */
public final class KeyOperations {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final String EFFECTIVE = "effective";

  private final KeyRegister register;
  private final KeyRules rules;

  public KeyOperations(KeyRegister register, KeyRules rules) {
    this.register = register;
    this.rules = rules;
  }

  /** The keys of the caller's tenant. */
  public Decision<CanonicalWriter> list(RequestContext context, Caller caller) {
    register.refresh(context.deadline());
    register.requireNoDoubt(caller.tenant());
    List<String> unknown =
        caller.policy().policies().tenant(caller.tenant()).orElseThrow().keys().keySet().stream()
            .filter(name -> register.hasCatalog())
            .filter(name -> register.entry(caller.tenant(), name).isEmpty())
            .map(KeyName::value)
            .sorted()
            .toList();
    CanonicalWriter form = CanonicalWriter.object();
    if (!unknown.isEmpty()) {
      form.strings("neverOpened", unknown);
    }
    return Decision.cleared(
        form.objects(
                "keys",
                register.entries().stream()
                    .filter(entry -> entry.tenant().equals(caller.tenant()))
                    .sorted(Comparator.comparing(entry -> entry.name().value()))
                    .map(entry -> entry(entry, caller, context))
                    .toList())
            .string("schema", KeyForms.SCHEMA));
  }

  private record Asked(KeyVerb verb, String reason, @Nullable Instant effective) {}

  /**
   * Changes a key of the caller's tenant, or notes that a second person has to.
   *
   * @param name as the caller wrote it, unchecked
   */
  public Decision<CanonicalWriter> change(Intake intake, String name, KeyVerb verb) {
    Caller caller = intake.caller();
    return asked(verb, intake.takeBody())
        .then(asked -> {
          intake.context().facts().actAsked(asked.reason(), asked.effective());
          return entry(intake.context(), caller, name)
              .then(entry -> change(intake, caller, entry, asked));
        });
  }

  private Decision<KeyEntry> entry(RequestContext context, Caller caller, String name) {
    if (!register.hasCatalog()) {
      return Decision.refused(new Refusal.NotFound(Reason.KEY));
    }
    register.refresh(context.deadline());
    register.requireNoDoubt(caller.tenant());
    try {
      return register
          .entry(caller.tenant(), new KeyName(name))
          .<Decision<KeyEntry>>map(Decision::cleared)
          .orElseGet(() -> Decision.refused(new Refusal.NotFound(Reason.KEY)));
    } catch (IllegalArgumentException noName) {
      return Decision.refused(new Refusal.NotFound(Reason.KEY));
    }
  }

  private Decision<CanonicalWriter> change(
      Intake intake, Caller caller, KeyEntry entry, Asked asked) {
    Instant now = register.now();
    Optional<KeyEntry> after = KeyLife.after(entry, asked.verb(), asked.effective(), now);
    if (after.isEmpty()) {
      return Decision.refused(
          new Refusal.InvalidRequest(Reason.KEY_STATE, advice(entry, asked, now)));
    }
    Actor actor =
        new Actor(
            caller.issuer().orElse(null),
            caller.client(),
            caller.person().orElse(null),
            caller.subject().orElse(null));
    if (rules.twoPersons().contains(asked.verb()) && !isConfirmed(entry, asked, actor, now)) {
      return propose(intake, entry, asked, actor, now);
    }
    KeyEntry next = after.get();
    if (asked.verb() == KeyVerb.RESUME
        && next.state() == KeyState.ACTIVE
        && isReplaced(caller, entry)) {
      next = KeyLife.behind(next, now);
    }
    KeyEvent event = event(asked.verb().label(), next.state(), asked, actor, caller, now);
    List<Replacement> all = new ArrayList<>();
    all.add(new Replacement(entry, next, event));
    if (asked.verb() == KeyVerb.ACTIVATE) {
      predecessors(caller, entry)
          .forEach(before ->
              all.add(
                  new Replacement(
                      before,
                      KeyLife.retiring(before, now),
                      event("replace", KeyState.RETIRING, asked, actor, caller, now))));
    }
    return written(intake, asked, all, ActStep.DONE);
  }

  /** Why it cannot be done, and what can. */
  private static String advice(KeyEntry entry, Asked asked, Instant now) {
    Instant effective = asked.effective();
    if (effective != null && effective.isAfter(now)) {
      return "effective lies in the future (now is "
          + now
          + "): name a moment that has passed, or leave it out.";
    }
    if (asked.verb() == KeyVerb.REVOKE && entry.revoked() != null) {
      return "The key is revoked from "
          + entry.revoked()
          + ", and that can only move earlier: name a moment before it in effective.";
    }
    String possible =
        KeyLife.verbs(entry, now).stream().map(KeyVerb::label).collect(Collectors.joining(", "));
    return "The key is "
        + entry.state().label()
        + (entry.revoked() == null ? "" : " from " + entry.revoked())
        + ": "
        + asked.verb().label()
        + " cannot be done to it; possible: "
        + (possible.isEmpty() ? "revoke from an earlier moment" : possible)
        + ".";
  }

  /** Whether another key has become active in its place, as while it was suspended. */
  private boolean isReplaced(Caller caller, KeyEntry entry) {
    TenantPolicy policy = caller.policy().policies().tenant(caller.tenant()).orElseThrow();
    KeyRule rule = policy.keys().get(entry.name());
    return rule != null && new KeyLine(register, policy, rule).hasActiveSuccessor();
  }

  /** The active keys in whose place this one signs from now on. */
  private List<KeyEntry> predecessors(Caller caller, KeyEntry entry) {
    TenantPolicy policy = caller.policy().policies().tenant(caller.tenant()).orElseThrow();
    List<KeyEntry> active = new ArrayList<>();
    KeyRule rule = policy.keys().get(entry.name());
    while (rule != null && rule.life().replaces() != null) {
      KeyName before = rule.life().replaces();
      register
          .entry(caller.tenant(), before)
          .filter(each -> each.state() == KeyState.ACTIVE)
          .ifPresent(active::add);
      rule = policy.keys().get(before);
    }
    return active;
  }

  /**
   * Another person asked for the very same, and not too long ago. One name at two Authorities may
   * be one person twice, and confirms nothing of its own.
   */
  private static boolean isConfirmed(KeyEntry entry, Asked asked, Actor actor, Instant now) {
    return entry.proposals().stream()
        .anyMatch(each -> isSame(each, asked, now) && actor.isAnotherThan(each.actor()));
  }

  private static boolean isSame(Proposal waiting, Asked asked, Instant now) {
    return waiting.verb().equals(asked.verb().label())
        && Objects.equals(waiting.effective(), asked.effective())
        && now.isBefore(waiting.until());
  }

  private Decision<CanonicalWriter> propose(
      Intake intake, KeyEntry entry, Asked asked, Actor actor, Instant now) {
    if (entry.proposals().stream().anyMatch(each -> isSame(each, asked, now))) {
      note(intake, asked, entry, ActStep.PROPOSED, List.of());
      return Decision.cleared(form(intake, entry, false));
    }
    Proposal proposal =
        new Proposal(
            asked.verb().label(),
            asked.effective(),
            actor,
            now.plus(rules.confirmWithin()),
            asked.reason());
    KeyEvent event =
        event(
            KeyEvent.PROPOSED + asked.verb().label(),
            entry.state(),
            asked,
            actor,
            intake.caller(),
            now);
    Replacement waiting = new Replacement(entry, KeyLife.proposed(entry, proposal, now), event);
    return written(intake, asked, List.of(waiting), ActStep.PROPOSED);
  }

  private static KeyEvent event(
      String verb, KeyState to, Asked asked, Actor actor, Caller caller, Instant now) {
    return new KeyEvent(
        now,
        verb,
        to,
        actor,
        asked.reason(),
        Optional.of(caller.auditId()),
        Optional.ofNullable(asked.effective()));
  }

  private Decision<CanonicalWriter> written(
      Intake intake, Asked asked, List<Replacement> replacements, ActStep step) {
    if (!register.change(replacements, intake.context().deadline())) {
      throw new ServiceFailure(ErrorCode.KEY_UNAVAILABLE, Reason.KEY_STATE, RETRY_AFTER);
    }
    // Read again, it might be what another person has made of it since.
    KeyEntry now = replacements.get(0).after();
    note(intake, asked, now, step, replacements.subList(1, replacements.size()));
    return Decision.cleared(form(intake, now, step == ActStep.DONE));
  }

  private static void note(
      Intake intake, Asked asked, KeyEntry now, ActStep step, List<Replacement> others) {
    Instant from = step == ActStep.DONE ? now.revoked() : asked.effective();
    intake
        .context()
        .facts()
        .acted(
            asked.reason(),
            from,
            new ActOutcome(
                step,
                now.spki().sha256(),
                now.state().label(),
                others.stream().map(other -> other.before().name().value()).toList()));
  }

  /**
   * @param done false where a second person has to do the same
   */
  private CanonicalWriter form(Intake intake, KeyEntry entry, boolean done) {
    return CanonicalWriter.object()
        .bool("done", done)
        .objects("keys", List.of(entry(entry, intake.caller(), intake.context())))
        .string("schema", KeyForms.SCHEMA);
  }

  private CanonicalWriter entry(KeyEntry entry, Caller caller, RequestContext context) {
    TenantPolicy policy = caller.policy().policies().tenant(caller.tenant()).orElseThrow();
    KeyRule rule = policy.keys().get(entry.name());
    CanonicalWriter form = KeyForms.entry(entry, rule, register, context.deadline());
    if (rule != null) {
      KeyName signer = register.signer(policy, rule, any -> true).name();
      if (!signer.equals(entry.name())) {
        form.string("signedBy", signer.value());
      }
    }
    return form;
  }

  private static Decision<Asked> asked(KeyVerb verb, Bytes body) {
    Optional<ActBody> read =
        verb == KeyVerb.REVOKE ? ActBody.read(body, EFFECTIVE) : ActBody.read(body);
    if (read.isEmpty()) {
      return refused(
          "Send a JSON object with reason, 1 to "
              + Act.LONGEST_REASON
              + " printable characters that say why; to revoke, effective may say from when"
              + " (RFC 3339).");
    }
    try {
      Instant effective =
          read.get().members().optionalString(EFFECTIVE).map(KeyOperations::moment).orElse(null);
      if (effective != null && effective.isBefore(Instant.EPOCH)) {
        return refused("effective is before any key was made: name a moment from 1970 on.");
      }
      return Decision.cleared(new Asked(verb, read.get().reason(), effective));
    } catch (InvalidJson | DateTimeParseException malformed) {
      return refused("effective is a moment as 2026-11-01T00:00:00Z (RFC 3339).");
    }
  }

  /** As exact as it is told: who is to confirm it sees milliseconds. */
  private static Instant moment(String text) {
    return Instant.parse(text).truncatedTo(ChronoUnit.MILLIS);
  }

  private static Decision<Asked> refused(String advice) {
    return Decision.refused(new Refusal.InvalidRequest(Reason.ACT_BODY, advice));
  }
}
