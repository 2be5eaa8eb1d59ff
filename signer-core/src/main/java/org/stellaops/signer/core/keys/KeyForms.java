package org.stellaops.signer.core.keys;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.policy.KeyRule;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.KeyNames;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PlanName;
import org.stellaops.signer.ports.KeyCatalog.Actor;
import org.stellaops.signer.ports.KeyCatalog.KeyEntry;
import org.stellaops.signer.ports.KeyCatalog.KeyEvent;
import org.stellaops.signer.ports.KeyCatalog.Proposal;

/** A key of the catalog as answers tell it. */
final class KeyForms {

  static final String SCHEMA = "https://stella-ops.org/schemas/signer/signing-keys/v1";

  private static final int MOST_EVENTS = 20;
  private static final int MOST_PROPOSED = 5;

  private KeyForms() {}

  /**
   * @param rule what policy says of the key now; null where it names it no more
   */
  static CanonicalWriter entry(
      KeyEntry entry, @Nullable KeyRule rule, KeyRegister register, Deadline deadline) {
    PinnedKey pin = PinnedKey.parseSpki(entry.spki()).under(entry.algorithm());
    CanonicalWriter form =
        CanonicalWriter.object()
            .string("algorithm", entry.algorithm().label())
            .string("backend", entry.backend())
            .bool("configured", rule != null)
            .time("enrolledAt", entry.enrolled())
            .objects(
                "history",
                history(entry, register, deadline).stream().map(KeyForms::event).toList())
            .string("id", pin.fingerprint().toString())
            .string("keyClass", entry.keyClass())
            .string("keyId", KeyNames.keyId(pin))
            .string("name", entry.name().value())
            .string(
                "protection",
                (rule == null ? entry.hardware() : rule.life().hardware())
                    ? "hardware"
                    : "software")
            .string("publicKey", pin.pem())
            .string("state", entry.state().label());
    time(form, "activatedAt", entry.activated());
    time(form, "endedAt", entry.ended());
    time(form, "revokedFrom", entry.revoked());
    if (entry.ended() == null) {
      register
          .signsUntil(entry)
          .ifPresent(end -> {
            form.time("signsUntil", end);
            form.bool("tooOld", register.isTooOld(entry));
          });
    }
    if (rule != null) {
      form.strings("plans", rule.plans().stream().map(PlanName::value).sorted().toList());
      form.strings("predicateTypes", rule.predicateTypes().stream().sorted().toList());
    }
    List<CanonicalWriter> waiting =
        entry.proposals().stream()
            .filter(each -> register.now().isBefore(each.until()))
            .map(KeyForms::proposal)
            .toList();
    if (!waiting.isEmpty()) {
      form.objects("waiting", waiting);
    }
    return form;
  }

  /** Who proposes and proposes must not be able to push out of it what was done to the key. */
  private static List<KeyEvent> history(KeyEntry entry, KeyRegister register, Deadline deadline) {
    List<KeyEvent> newest =
        register.events(entry.tenant(), entry.name(), MOST_PROPOSED, deadline).stream()
            .filter(KeyEvent::isProposed)
            .toList();
    List<KeyEvent> told = new ArrayList<>(newest);
    told.addAll(
        register.changes(entry.tenant(), entry.name(), MOST_EVENTS - newest.size(), deadline));
    told.sort(Comparator.comparing(KeyEvent::at).reversed());
    return told;
  }

  private static CanonicalWriter proposal(Proposal proposal) {
    CanonicalWriter form =
        CanonicalWriter.object()
            .string("client", proposal.actor().client().value())
            .string("reason", proposal.reason())
            .time("until", proposal.until())
            .string("verb", proposal.verb());
    time(form, "effective", proposal.effective());
    person(form, proposal.actor());
    return form;
  }

  private static CanonicalWriter event(KeyEvent event) {
    CanonicalWriter form =
        CanonicalWriter.object()
            .time("at", event.at())
            .string("client", event.actor().client().value())
            .string("reason", event.reason())
            .string("state", event.to().label())
            .string("verb", event.verb());
    event.audit().ifPresent(id -> form.string("auditId", id.value()));
    event.effective().ifPresent(from -> form.time("effective", from));
    IssuerName issuer = event.actor().issuer();
    if (issuer != null) {
      form.string("issuer", issuer.value());
    }
    person(form, event.actor());
    return form;
  }

  private static void person(CanonicalWriter form, Actor actor) {
    if (actor.person() != null) {
      form.string("person", actor.person().value());
    }
    if (actor.subject() != null) {
      form.string("subject", actor.subject().value());
    }
  }

  private static void time(CanonicalWriter form, String name, @Nullable Instant instant) {
    if (instant != null) {
      form.time(name, instant);
    }
  }
}
