/** Internal: what the process shares out among tenants, so that none can take all of it. */
@NullMarked
package org.stellaops.signer.core.fairness;

import org.jspecify.annotations.NullMarked;
