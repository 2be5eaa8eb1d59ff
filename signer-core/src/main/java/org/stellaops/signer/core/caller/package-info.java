/** The first gate: who is calling, from headers alone. */
@NullMarked
package org.stellaops.signer.core.caller;

import org.jspecify.annotations.NullMarked;
