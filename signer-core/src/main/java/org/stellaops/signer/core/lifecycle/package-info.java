/** Internal: one request from its arrival to its durable decision record. */
@NullMarked
package org.stellaops.signer.core.lifecycle;

import org.jspecify.annotations.NullMarked;
