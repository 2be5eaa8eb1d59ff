/** One call for all who want to know the same at one time. */
@NullMarked
package org.stellaops.signer.core.singleflight;

import org.jspecify.annotations.NullMarked;
