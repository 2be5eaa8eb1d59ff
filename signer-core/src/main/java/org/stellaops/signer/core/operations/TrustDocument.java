package org.stellaops.signer.core.operations;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.api.policy.KeyRule;
import org.stellaops.signer.core.api.policy.PolicySnapshot;
import org.stellaops.signer.core.check.PublicKeys;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyNames;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.PortException;

/** The public keys that anyone may read, under the policy in force. */
public final class TrustDocument {

  /** Nobody was identified, so a backend that is down costs little. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final Supplier<PolicySnapshot> policies;
  private final PublicKeys keys;
  private final Ticker ticker;

  public TrustDocument(Supplier<PolicySnapshot> policies, PublicKeys keys, Ticker ticker) {
    this.policies = policies;
    this.keys = keys;
    this.ticker = ticker;
  }

  Bytes bytes() {
    PolicySnapshot policy = policies.get();
    Deadline deadline = Deadline.in(PATIENCE, ticker);
    List<PinnedKey> published =
        policy.policies().tenants().stream()
            .flatMap(tenant -> tenant.keys().values().stream())
            .filter(KeyRule::published)
            .flatMap(rule -> pin(policy, rule, deadline).stream())
            .sorted(Comparator.comparing(PinnedKey::fingerprint))
            .toList();
    return CanonicalWriter.object()
        .objects("keys", published.stream().map(TrustDocument::form).toList())
        .objects("revocations", List.of())
        .string("schema", "https://stella-ops.org/schemas/signer/trust/v1")
        .bytes();
  }

  /** A key that cannot be opened signs nothing either: it is left out until it can. */
  private Optional<PinnedKey> pin(PolicySnapshot policy, KeyRule rule, Deadline deadline) {
    try {
      return Optional.of(keys.pin(policy, rule, deadline));
    } catch (PortException | ServiceFailure unavailable) {
      return Optional.empty();
    }
  }

  private static CanonicalWriter form(PinnedKey key) {
    return CanonicalWriter.object()
        .string("id", key.fingerprint().toString())
        .string("keyDetails", KeyNames.details(key))
        .string("keyId", KeyNames.keyId(key))
        .string("publicKey", key.pem());
  }
}
