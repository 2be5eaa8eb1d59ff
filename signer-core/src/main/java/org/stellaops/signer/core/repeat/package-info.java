/** Requests that were answered before, found by their idempotency key. */
@NullMarked
package org.stellaops.signer.core.repeat;

import org.jspecify.annotations.NullMarked;
