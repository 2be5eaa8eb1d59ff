package org.stellaops.signer.core.keys;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.policy.KeyRule;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.KeyNames;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PlanName;
import org.stellaops.signer.ports.KeyCatalog.KeyEntry;
import org.stellaops.signer.ports.KeyCatalog.KeyEvent;
import org.stellaops.signer.ports.KeyCatalog.Proposal;

/** A key of the catalog as answers tell it. */
final class KeyForms {

  static final String SCHEMA = "https://stella-ops.org/schemas/signer/signing-keys/v1";

  private static final int MOST_EVENTS = 20;

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
            .time("enrolledAt", entry.enrolled())
            .objects(
                "history",
                register.events(entry.tenant(), entry.name(), MOST_EVENTS, deadline).stream()
                    .map(KeyForms::event)
                    .toList())
            .string("id", pin.fingerprint().toString())
            .string("keyClass", entry.keyClass())
            .string("keyId", KeyNames.keyId(pin))
            .string("name", entry.name().value())
            .string("protection", entry.hardware() ? "hardware" : "software")
            .string("publicKey", pin.pem())
            .string("state", entry.state().label());
    time(form, "activatedAt", entry.activated());
    time(form, "endedAt", entry.ended());
    time(form, "revokedFrom", entry.revoked());
    if (rule != null) {
      form.strings("plans", rule.plans().stream().map(PlanName::value).sorted().toList());
      form.strings("predicateTypes", rule.predicateTypes().stream().sorted().toList());
    }
    Proposal proposal = entry.proposal();
    if (proposal != null) {
      form.objects("waiting", List.of(proposal(proposal)));
    }
    return form;
  }

  private static CanonicalWriter proposal(Proposal proposal) {
    CanonicalWriter form =
        CanonicalWriter.object()
            .string("client", proposal.actor().client().value())
            .time("until", proposal.until())
            .string("verb", proposal.verb());
    time(form, "effective", proposal.effective());
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
    IssuerName issuer = event.actor().issuer();
    if (issuer != null) {
      form.string("issuer", issuer.value());
    }
    return form;
  }

  private static void time(CanonicalWriter form, String name, @Nullable Instant instant) {
    if (instant != null) {
      form.time(name, instant);
    }
  }

  /** The entry with a change that waits for its second person. */
  static KeyEntry waiting(KeyEntry entry, Proposal proposal) {
    return new KeyEntry(
        entry.tenant(),
        entry.name(),
        entry.backend(),
        entry.uri(),
        entry.spki(),
        entry.algorithm(),
        entry.keyClass(),
        entry.hardware(),
        entry.state(),
        entry.resumed(),
        entry.enrolled(),
        entry.activated(),
        entry.ended(),
        entry.revoked(),
        proposal,
        entry.version() + 1);
  }
}
