package org.stellaops.signer.core.verification;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.api.policy.KeyRule;
import org.stellaops.signer.core.api.policy.PolicySnapshot;
import org.stellaops.signer.core.api.policy.TenantPolicy;
import org.stellaops.signer.core.check.PublicKeys;
import org.stellaops.signer.core.keys.KeyRegister;
import org.stellaops.signer.core.verification.VerificationRequest.Choice;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Revocation.RevokedKey;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.BundleExaminer.TrustedKey;
import org.stellaops.signer.ports.KeyCatalog.KeyEntry;
import org.stellaops.signer.ports.PortException;

/**
 * The service's own keys as verifiers may use them, each with the time for which it counts: those
 * of a tenant, and those of others that are published.
 */
final class VerifierKeys {

  /** A backend that is down costs a verdict little: what is recorded of its keys is known. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private static final String REASON = "revoked in the key catalog";

  private final PublicKeys keys;
  private final KeyRegister register;
  private final Ticker ticker;

  VerifierKeys(PublicKeys keys, KeyRegister register, Ticker ticker) {
    this.keys = keys;
    this.register = register;
    this.ticker = ticker;
  }

  /**
   * A key.
   *
   * @param own whether it is the asking tenant's
   * @param revocation what the catalog says of it; null where it is not revoked
   */
  record Known(TrustedKey key, boolean own, @Nullable RevokedKey revocation) {}

  /**
   * Those that {@code tenant} may choose from. A key that was never active signs nothing that
   * counts, and is none of them.
   *
   * @throws ServiceFailure this node has not heard of the catalog for too long, or the catalog
   *     contradicts itself about keys that {@code choice} needs: one may be revoked
   */
  List<Known> of(PolicySnapshot policy, Tenant tenant, Choice choice) {
    register.requireFresh();
    Deadline deadline = Deadline.in(PATIENCE, ticker);
    List<Known> known = new ArrayList<>();
    for (TenantPolicy each : policy.policies().tenants()) {
      boolean own = each.tenant().equals(tenant);
      for (KeyRule rule : each.keys().values()) {
        if (own || rule.published()) {
          known(policy, each.tenant(), rule, own, deadline).ifPresent(known::add);
        }
      }
    }
    requireNoDoubt(tenant, choice, known);
    return known;
  }

  private void requireNoDoubt(Tenant tenant, Choice choice, List<Known> known) {
    List<Digest> named = choice.keys();
    if (named == null) {
      if (!choice.namesSomebody()) {
        register.requireNoDoubt(tenant);
      }
    } else if (!register.inDoubt().isEmpty()
        && !known.stream()
            .map(each -> each.key().key().fingerprint())
            .collect(Collectors.toSet())
            .containsAll(named)) {
      throw KeyRegister.inDoubtNow();
    }
  }

  private Optional<Known> known(
      PolicySnapshot policy, Tenant tenant, KeyRule rule, boolean own, Deadline deadline) {
    Optional<KeyEntry> recorded = register.entry(tenant, rule.name());
    if (recorded.isPresent()) {
      return ofEntry(recorded.get(), own);
    }
    if (register.inDoubt().contains(tenant)) {
      return Optional.empty();
    }
    Optional<PinnedKey> pin = pin(policy, rule, deadline);
    // To open it has recorded it: what the catalog does not vouch for counts for nobody.
    return register.hasCatalog()
        ? register.entry(tenant, rule.name()).flatMap(entry -> ofEntry(entry, own))
        : pin.map(key -> new Known(new TrustedKey(key, null, null), own, null));
  }

  private static Optional<Known> ofEntry(KeyEntry entry, boolean own) {
    Instant start = entry.activated();
    if (start == null) {
      return Optional.empty();
    }
    PinnedKey key = PinnedKey.parseSpki(entry.spki()).under(entry.algorithm());
    Instant revoked = entry.revoked();
    // From when a revoked key does not count is for its revocation to say, which names the reason;
    // one that was retired before signed nothing that counts after that either.
    Instant ended = KeyRegister.lastSignature(entry);
    Instant end = revoked == null || (ended != null && ended.isBefore(revoked)) ? ended : null;
    // A clock that was ahead when the key was made active, and was set right since.
    Instant last = end != null && end.isBefore(start) ? start : end;
    TrustedKey trusted = new TrustedKey(key, start, last);
    return Optional.of(
        new Known(
            trusted,
            own,
            revoked == null ? null : new RevokedKey(key.fingerprint(), revoked, REASON)));
  }

  /** A key that cannot be opened signs nothing either: it is left out until it can. */
  private Optional<PinnedKey> pin(PolicySnapshot policy, KeyRule rule, Deadline deadline) {
    try {
      return Optional.of(keys.pin(policy, rule, deadline));
    } catch (PortException | ServiceFailure unavailable) {
      return Optional.empty();
    }
  }
}
