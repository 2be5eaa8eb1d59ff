/** Internal: checks this service's own signatures before anything is released. */
@NullMarked
package org.stellaops.signer.core.check;

import org.jspecify.annotations.NullMarked;
