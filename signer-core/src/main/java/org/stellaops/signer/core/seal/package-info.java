/** Internal: the seal, which stops all signing of a service. */
@NullMarked
package org.stellaops.signer.core.seal;

import org.jspecify.annotations.NullMarked;
