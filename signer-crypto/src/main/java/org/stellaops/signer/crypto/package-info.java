/** Chooses the JCA providers that check signatures. */
@NullMarked
package org.stellaops.signer.crypto;

import org.jspecify.annotations.NullMarked;
