/** Real peers as processes; ships nothing. */
@NullMarked
package org.stellaops.signer.interop;

import org.jspecify.annotations.NullMarked;
