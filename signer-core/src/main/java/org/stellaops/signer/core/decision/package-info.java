/** Internal: what a gate answers, and the mark of the evidence that it hands on. */
@NullMarked
package org.stellaops.signer.core.decision;

import org.jspecify.annotations.NullMarked;
