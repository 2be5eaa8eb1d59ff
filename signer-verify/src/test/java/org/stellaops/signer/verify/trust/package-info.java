@NullMarked
package org.stellaops.signer.verify.trust;

import org.jspecify.annotations.NullMarked;
