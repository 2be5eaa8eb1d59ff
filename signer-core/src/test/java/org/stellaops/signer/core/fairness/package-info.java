@NullMarked
package org.stellaops.signer.core.fairness;

import org.jspecify.annotations.NullMarked;
