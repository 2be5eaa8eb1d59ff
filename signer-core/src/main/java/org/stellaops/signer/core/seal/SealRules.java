package org.stellaops.signer.core.seal;

import java.time.Duration;
import java.util.Set;
import org.stellaops.signer.model.Tenant;

/**
 * Who may stop all signing, and let it go on.
 *
 * @param operators the tenants whose callers with the scope {@code signer.seal} may; empty for
 *     nobody
 * @param unsealWithin how long a request to unseal waits for its second person
 */
public record SealRules(Set<Tenant> operators, Duration unsealWithin) {

  /** Nobody may. */
  public static final SealRules NOBODY = new SealRules(Set.of(), Duration.ofMinutes(15));

  public SealRules {
    operators = Set.copyOf(operators);
    if (unsealWithin.isNegative() || unsealWithin.isZero()) {
      throw new IllegalArgumentException("a second person needs some time to unseal");
    }
  }
}
