/** Policy as data: plans, tenants, and what each of them may have signed. */
@NullMarked
package org.stellaops.signer.core.api.policy;

import org.jspecify.annotations.NullMarked;
