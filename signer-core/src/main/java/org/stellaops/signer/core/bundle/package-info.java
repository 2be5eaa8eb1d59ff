/** What comes out: the envelope, the bundle, the hashes and the Attestor's block. */
@NullMarked
package org.stellaops.signer.core.bundle;

import org.jspecify.annotations.NullMarked;
