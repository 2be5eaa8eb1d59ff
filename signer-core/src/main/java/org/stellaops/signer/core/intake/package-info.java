/** The body: read under a bound, hashed, and read as a request to sign. */
@NullMarked
package org.stellaops.signer.core.intake;

import org.jspecify.annotations.NullMarked;
