@NullMarked
package org.stellaops.signer.verify;

import org.jspecify.annotations.NullMarked;
