package org.stellaops.signer.core.admission;

import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.policy.KeylessRule;

/**
 * A workload identity that may sign this statement, by a certificate that is had later.
 *
 * @param fallback the key that policy declares for an outage, where it may sign this statement too;
 *     else null
 */
public record AdmittedIdentity(KeylessRule rule, @Nullable AdmittedKey fallback)
    implements AdmittedSigner {}
