@NullMarked
package org.stellaops.signer.core.singleflight;

import org.jspecify.annotations.NullMarked;
