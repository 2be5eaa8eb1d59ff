/** The contract of the key catalog. */
@NullMarked
package org.stellaops.signer.testkit.keys;

import org.jspecify.annotations.NullMarked;
