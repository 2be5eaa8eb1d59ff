/** Internal: one call for all threads that ask the same question at the same time. */
@NullMarked
package org.stellaops.signer.core.singleflight;

import org.jspecify.annotations.NullMarked;
