package org.stellaops.signer.core.operations;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.api.policy.KeyRule;
import org.stellaops.signer.core.api.policy.PolicySnapshot;
import org.stellaops.signer.core.check.PublicKeys;
import org.stellaops.signer.core.keys.KeyRegister;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyNames;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.KeyCatalog.KeyEntry;
import org.stellaops.signer.ports.PortException;

/** The public keys that anyone may read, under the policy in force. */
public final class TrustDocument {

  /** Nobody was identified, so a backend that is down costs little. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final Supplier<PolicySnapshot> policies;
  private final PublicKeys keys;
  private final KeyRegister register;
  private final Ticker ticker;

  public TrustDocument(
      Supplier<PolicySnapshot> policies, PublicKeys keys, KeyRegister register, Ticker ticker) {
    this.register = register;
    this.policies = policies;
    this.keys = keys;
    this.ticker = ticker;
  }

  /**
   * @throws ServiceFailure {@code catalog-in-doubt}: a key that would be in it may be revoked, and
   *     a list without it would not say so; {@code catalog-unknown}: the same of all keys
   */
  Bytes bytes() {
    register.requireFresh();
    PolicySnapshot policy = policies.get();
    policy.policies().tenants().stream()
        .filter(tenant -> tenant.keys().values().stream().anyMatch(KeyRule::published))
        .forEach(tenant -> register.requireNoDoubt(tenant.tenant()));
    Deadline deadline = Deadline.in(PATIENCE, ticker);
    List<Published> published =
        policy.policies().tenants().stream()
            .flatMap(tenant ->
                tenant.keys().values().stream()
                    .filter(KeyRule::published)
                    .flatMap(rule -> published(policy, tenant.tenant(), rule, deadline).stream()))
            .sorted(Comparator.comparing(each -> each.key().fingerprint()))
            .toList();
    RevocationForms revoked = new RevocationForms(policy.revocations());
    published.forEach(each ->
        each.entry()
            .map(KeyEntry::revoked)
            .ifPresent(from -> revoked.addKey(each.key().fingerprint(), from)));
    return revoked
        .into(
            CanonicalWriter.object()
                .objects("keys", published.stream().map(TrustDocument::form).toList()))
        .string("schema", "https://stella-ops.org/schemas/signer/trust/v1")
        .bytes();
  }

  private record Published(PinnedKey key, Optional<KeyEntry> entry) {}

  private Optional<Published> published(
      PolicySnapshot policy, Tenant tenant, KeyRule rule, Deadline deadline) {
    Optional<KeyEntry> recorded = register.entry(tenant, rule.name());
    // What is recorded of a key stays true while its backend is out of reach.
    if (recorded.isPresent()) {
      return recorded.map(TrustDocument::published);
    }
    Optional<PinnedKey> pin = pin(policy, rule, deadline);
    // To open it has recorded it: what the catalog does not vouch for is told to nobody.
    return register.hasCatalog()
        ? register.entry(tenant, rule.name()).map(TrustDocument::published)
        : pin.map(key -> new Published(key, Optional.empty()));
  }

  private static Published published(KeyEntry entry) {
    return new Published(
        PinnedKey.parseSpki(entry.spki()).under(entry.algorithm()), Optional.of(entry));
  }

  /** A key that cannot be opened signs nothing either: it is left out until it can. */
  private Optional<PinnedKey> pin(PolicySnapshot policy, KeyRule rule, Deadline deadline) {
    try {
      return Optional.of(keys.pin(policy, rule, deadline));
    } catch (PortException | ServiceFailure unavailable) {
      return Optional.empty();
    }
  }

  private static CanonicalWriter form(Published published) {
    PinnedKey key = published.key();
    CanonicalWriter form =
        CanonicalWriter.object()
            .string("id", key.fingerprint().toString())
            .string("keyDetails", KeyNames.details(key))
            .string("keyId", KeyNames.keyId(key))
            .string("publicKey", key.pem());
    published
        .entry()
        .ifPresent(entry -> {
          form.string("state", entry.state().label());
          form.objects("validFor", validFor(entry).stream().toList());
        });
    return form;
  }

  /** From when to when signatures of the key are to be expected; none before it is active. */
  private static Optional<CanonicalWriter> validFor(KeyEntry entry) {
    Instant start = entry.activated();
    if (start == null) {
      return Optional.empty();
    }
    CanonicalWriter window = CanonicalWriter.object();
    Instant end = earlier(KeyRegister.lastSignature(entry), entry.revoked());
    if (end != null) {
      // A key that was revoked from before it was active signed nothing that counts; and a clock
      // may
      // have been ahead when it was made active.
      window.time("end", end.isBefore(start) ? start : end);
    }
    return Optional.of(window.time("start", start));
  }

  /** A retired key that is revoked later signed nothing that counts in between. */
  private static @Nullable Instant earlier(@Nullable Instant ended, @Nullable Instant revoked) {
    if (ended == null || revoked == null) {
      return ended == null ? revoked : ended;
    }
    return ended.isBefore(revoked) ? ended : revoked;
  }
}
