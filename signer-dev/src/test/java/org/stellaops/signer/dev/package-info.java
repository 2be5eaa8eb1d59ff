@NullMarked
package org.stellaops.signer.dev;

import org.jspecify.annotations.NullMarked;
