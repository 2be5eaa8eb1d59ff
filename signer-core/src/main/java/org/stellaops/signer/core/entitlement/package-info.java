/** Internal: the gate that asks whether a request is paid for, under which plan and limits. */
@NullMarked
package org.stellaops.signer.core.entitlement;

import org.jspecify.annotations.NullMarked;
