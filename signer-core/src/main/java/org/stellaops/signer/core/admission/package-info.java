/** Whether the plan and the tenant's policy have room for this request. */
@NullMarked
package org.stellaops.signer.core.admission;

import org.jspecify.annotations.NullMarked;
