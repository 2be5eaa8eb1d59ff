/** Checks this service's own signatures before anyone sees them. */
@NullMarked
package org.stellaops.signer.core.check;

import org.jspecify.annotations.NullMarked;
