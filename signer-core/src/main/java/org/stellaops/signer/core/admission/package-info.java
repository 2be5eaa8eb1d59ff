/** Internal: the gate that asks whether plan and policy have room for a request. */
@NullMarked
package org.stellaops.signer.core.admission;

import org.jspecify.annotations.NullMarked;
