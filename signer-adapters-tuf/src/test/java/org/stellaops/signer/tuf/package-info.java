@NullMarked
package org.stellaops.signer.tuf;

import org.jspecify.annotations.NullMarked;
