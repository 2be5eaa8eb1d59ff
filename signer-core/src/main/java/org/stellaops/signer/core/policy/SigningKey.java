package org.stellaops.signer.core.policy;

import java.util.Set;
import org.stellaops.signer.ports.SigningKeys;
import org.stellaops.signer.words.KeyName;
import org.stellaops.signer.words.KeyUri;
import org.stellaops.signer.words.PinnedKey;
import org.stellaops.signer.words.PlanName;
import org.stellaops.signer.words.Tenant;

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
