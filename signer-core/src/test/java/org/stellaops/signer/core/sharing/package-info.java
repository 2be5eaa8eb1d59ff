@NullMarked
package org.stellaops.signer.core.sharing;

import org.jspecify.annotations.NullMarked;
