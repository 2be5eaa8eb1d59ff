/** Internal: what comes out: envelope, bundle, hashes and the Attestor's block. */
@NullMarked
package org.stellaops.signer.core.bundle;

import org.jspecify.annotations.NullMarked;
