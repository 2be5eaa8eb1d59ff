@NullMarked
package org.stellaops.signer.verify.material;

import org.jspecify.annotations.NullMarked;
