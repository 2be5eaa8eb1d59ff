/** The contract of {@link org.stellaops.signer.ports.SigningKeys} and an adapter in memory. */
@NullMarked
package org.stellaops.signer.testkit.signing;

import org.jspecify.annotations.NullMarked;
