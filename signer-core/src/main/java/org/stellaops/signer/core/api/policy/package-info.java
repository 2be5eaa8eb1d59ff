/** What the operator configured: plans, tenants and the keys that they may use. Plain values. */
@NullMarked
package org.stellaops.signer.core.api.policy;

import org.jspecify.annotations.NullMarked;
