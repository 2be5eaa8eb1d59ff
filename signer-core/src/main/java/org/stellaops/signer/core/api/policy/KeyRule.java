package org.stellaops.signer.core.api.policy;

import java.util.Set;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PlanName;

/**
 * What policy says of one key of a tenant: where it is and when it may sign. It names the key and
 * gives no access to it.
 *
 * @param backend the name of the configured backend that holds it
 * @param uri the key in that backend, in the backend's own form
 * @param keyClass the backend's kind as records and metrics show it: {@code keystore}
 * @param plans the plans under which it may sign
 * @param published whether anyone may read its public key at {@code GET /trust}
 */
public record KeyRule(
    KeyName name,
    String backend,
    KeyUri uri,
    String keyClass,
    Set<PlanName> plans,
    boolean published) {

  public KeyRule {
    plans = Set.copyOf(plans);
  }
}
