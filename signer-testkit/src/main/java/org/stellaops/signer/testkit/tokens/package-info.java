/** Keys, tokens and proofs to test with, and the contracts of the ports that read them. */
@NullMarked
package org.stellaops.signer.testkit.tokens;

import org.jspecify.annotations.NullMarked;
