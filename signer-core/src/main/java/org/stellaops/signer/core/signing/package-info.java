/** Signing, checking, bundling and the third transaction. Nothing is refused here. */
@NullMarked
package org.stellaops.signer.core.signing;

import org.jspecify.annotations.NullMarked;
