/** Arithmetic of rate quotas that every store shares. */
@NullMarked
package org.stellaops.signer.ports.quota;

import org.jspecify.annotations.NullMarked;
