/** Internal: the life of signing keys, and which of them may sign now. */
@NullMarked
package org.stellaops.signer.core.keys;

import org.jspecify.annotations.NullMarked;
