@NullMarked
package org.stellaops.signer.core.release;

import org.jspecify.annotations.NullMarked;
