@NullMarked
package org.stellaops.signer.verify.kit;

import org.jspecify.annotations.NullMarked;
