package org.stellaops.signer.core.api.policy;

import java.util.Set;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PlanName;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.SigningKeys;

/**
 * One signing key of one tenant: its backend, its place there, and the public key that was read at
 * start and that every signature is checked against.
 *
 * @param plans the plans under which it may sign
 * @param keyClass the backend's kind as metrics show it: {@code keystore}
 * @param published whether anyone may read its public key at {@code GET /trust}
 */
public record SigningKey(
    KeyName name,
    Tenant tenant,
    Set<PlanName> plans,
    SigningKeys backend,
    KeyUri uri,
    PinnedKey pin,
    String keyClass,
    boolean published) {

  public SigningKey {
    plans = Set.copyOf(plans);
  }
}
