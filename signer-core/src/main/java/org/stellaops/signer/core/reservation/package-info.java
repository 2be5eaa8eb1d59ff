/** Internal: the gate that charges quotas and makes the intent durable (transaction 2). */
@NullMarked
package org.stellaops.signer.core.reservation;

import org.jspecify.annotations.NullMarked;
