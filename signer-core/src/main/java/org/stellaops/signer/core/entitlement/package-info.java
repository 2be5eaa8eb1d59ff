/** The gate that asks whether a caller's request is paid for, under which plan and limits. */
@NullMarked
package org.stellaops.signer.core.entitlement;

import org.jspecify.annotations.NullMarked;
