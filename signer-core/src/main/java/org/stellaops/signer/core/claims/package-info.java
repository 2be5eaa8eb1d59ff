/** Internal: reads claims of tokens whose signature was checked. */
@NullMarked
package org.stellaops.signer.core.claims;

import org.jspecify.annotations.NullMarked;
