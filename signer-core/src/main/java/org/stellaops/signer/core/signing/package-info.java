/**
 * Internal: signs, checks, and makes the outcome durable (transaction 3). Nothing is refused here.
 */
@NullMarked
package org.stellaops.signer.core.signing;

import org.jspecify.annotations.NullMarked;
