/** Files with public keys that a person names: what they hold, and what makes a key of it. */
@NullMarked
package org.stellaops.signer.bootstrap.keyfile;

import org.jspecify.annotations.NullMarked;
