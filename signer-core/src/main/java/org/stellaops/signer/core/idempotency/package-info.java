/** Internal: the gate that recognises a repeated request by its idempotency key. */
@NullMarked
package org.stellaops.signer.core.idempotency;

import org.jspecify.annotations.NullMarked;
