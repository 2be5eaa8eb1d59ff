/** Every decision; names no adapter and opens nothing. */
@NullMarked
package org.stellaops.signer.core;

import org.jspecify.annotations.NullMarked;
