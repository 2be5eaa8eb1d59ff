/** Internal: the three audit records of a request, and the facts that they are written from. */
@NullMarked
package org.stellaops.signer.core.audit;

import org.jspecify.annotations.NullMarked;
