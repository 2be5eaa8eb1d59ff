/** Development Authority, licence issuer and sample release; never in the server distribution. */
@NullMarked
package org.stellaops.signer.dev;

import org.jspecify.annotations.NullMarked;
