/** The contract of the store of emergency bypasses, and an implementation in memory. */
@NullMarked
package org.stellaops.signer.testkit.bypass;

import org.jspecify.annotations.NullMarked;
