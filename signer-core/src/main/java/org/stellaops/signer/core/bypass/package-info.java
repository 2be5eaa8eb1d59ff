/** Internal: the emergency bypass of the Proof of Entitlement, which two persons sign. */
@NullMarked
package org.stellaops.signer.core.bypass;

import org.jspecify.annotations.NullMarked;
