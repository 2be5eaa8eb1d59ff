/**
 * Internal: the release gate. Binds an image to the caller, finds its signatures and judges them. A
 * broken registry is a failure, never "unsigned".
 */
@NullMarked
package org.stellaops.signer.core.release;

import org.jspecify.annotations.NullMarked;
