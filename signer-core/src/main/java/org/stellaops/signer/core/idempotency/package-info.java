/** Requests that were answered before, found by their idempotency key. */
@NullMarked
package org.stellaops.signer.core.idempotency;

import org.jspecify.annotations.NullMarked;
