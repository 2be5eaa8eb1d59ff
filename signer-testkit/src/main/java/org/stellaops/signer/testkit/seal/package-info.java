/** The contract of the seal's store. */
@NullMarked
package org.stellaops.signer.testkit.seal;

import org.jspecify.annotations.NullMarked;
