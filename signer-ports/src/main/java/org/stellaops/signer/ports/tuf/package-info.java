/** Repositories of The Update Framework (TUF), from which trusted roots are kept up to date. */
@NullMarked
package org.stellaops.signer.ports.tuf;

import org.jspecify.annotations.NullMarked;
