/** Internal: the first gate, which identifies the caller from headers alone. */
@NullMarked
package org.stellaops.signer.core.caller;

import org.jspecify.annotations.NullMarked;
