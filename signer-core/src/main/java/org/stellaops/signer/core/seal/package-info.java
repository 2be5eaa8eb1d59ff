/** Signing, checking, bundling and the third transaction. Nothing is refused here. */
@NullMarked
package org.stellaops.signer.core.seal;

import org.jspecify.annotations.NullMarked;
