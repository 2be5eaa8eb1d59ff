/** One call for all who want to know the same at one time. */
@NullMarked
package org.stellaops.signer.core.sharing;

import org.jspecify.annotations.NullMarked;
