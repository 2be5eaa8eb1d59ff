@NullMarked
package org.stellaops.signer.outbound;

import org.jspecify.annotations.NullMarked;
